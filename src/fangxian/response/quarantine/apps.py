from django.apps import AppConfig


class QuarantineConfig(AppConfig):
    name = "fangxian.response.quarantine"
    label = "quarantine"
    person_follower = "fangxian.response.quarantine.following"
    contact_keeper = "fangxian.response.quarantine.keeping"

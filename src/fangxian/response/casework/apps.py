from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "fangxian.response.casework"
    label = "casework"
    person_follower = "fangxian.response.casework.following"

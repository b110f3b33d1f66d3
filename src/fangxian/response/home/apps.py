from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "fangxian.response.home"
    label = "home"
    person_follower = "fangxian.response.home.following"
    contact_keeper = "fangxian.response.home.keeping"
    stay_follower = "fangxian.response.home.arriving"

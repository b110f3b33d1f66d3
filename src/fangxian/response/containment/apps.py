from django.apps import AppConfig


class ContainmentConfig(AppConfig):
    name = "fangxian.response.containment"
    label = "containment"

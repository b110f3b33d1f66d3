from django.apps import AppConfig


class InformationConfig(AppConfig):
    name = "fangxian.response.information"
    label = "information"

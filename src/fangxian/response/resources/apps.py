from django.apps import AppConfig


class ResourcesConfig(AppConfig):
    name = "fangxian.response.resources"
    label = "resources"

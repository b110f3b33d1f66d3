from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "fangxian.response.registry"
    label = "registry"

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "fangxian.response.rulebook"
    label = "rulebook"

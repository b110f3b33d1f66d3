from django.apps import AppConfig


class CompanionsConfig(AppConfig):
    name = "fangxian.response.companions"
    label = "companions"

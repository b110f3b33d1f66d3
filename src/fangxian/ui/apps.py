from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "fangxian.ui"
    label = "ui"

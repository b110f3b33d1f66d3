from django.apps import AppConfig


class RectificationConfig(AppConfig):
    name = "fangxian.response.rectification"
    label = "rectification"

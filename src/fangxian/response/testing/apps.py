from django.apps import AppConfig


class TestingConfig(AppConfig):
    name = "fangxian.response.testing"
    label = "testing"

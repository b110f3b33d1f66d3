from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    name = "fangxian.response.bulletins"
    label = "bulletins"

from django.apps import AppConfig


class DrillConfig(AppConfig):
    name = "fangxian.drill"
    label = "drill"

from django.apps import AppConfig


class InterchangeConfig(AppConfig):
    name = "fangxian.response.interchange"
    label = "interchange"

from django.apps import AppConfig


class InvestigationConfig(AppConfig):
    name = "fangxian.response.investigation"
    label = "investigation"

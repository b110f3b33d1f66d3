from django.apps import AppConfig


class CoinvestigationConfig(AppConfig):
    name = "fangxian.response.coinvestigation"
    label = "coinvestigation"

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "fangxian.response.ledger"
    label = "ledger"

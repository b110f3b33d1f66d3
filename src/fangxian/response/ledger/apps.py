from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "fangxian.response.ledger"
    label = "ledger"

    def ready(self) -> None:
        from fangxian.response.ledger import among, moments

        among.register()
        moments.register()

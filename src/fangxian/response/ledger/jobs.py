"""What runs by itself: seals, the turns that the passing of time brings, and telling people."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fangxian.response.ledger.collect import collect
from fangxian.response.ledger.digest import send_digests
from fangxian.response.ledger.refresh import refresh
from fangxian.response.ledger.seal import seal_all


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ledger.tick", pass_context=False)
def tick(timestamp: int) -> None:
    """Every minute: open what has come due, then seal what was recorded."""
    refresh()
    seal_all()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="ledger.digest", lock="ledger.digest", pass_context=False)
def digest(timestamp: int) -> None:
    """Every five minutes: collect what people should be told, then mail what may be mailed."""
    collect()
    send_digests()

"""What runs by itself: seals, the turns that the passing of time brings, and telling people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from procrastinate.contrib.django import app

from fangxian.response.ledger import clock
from fangxian.response.ledger.collect import collect
from fangxian.response.ledger.digest import send_digests
from fangxian.response.ledger.refresh import refresh
from fangxian.response.ledger.seal import seal_all

SLOWEST: Final = timedelta(hours=1)
"""Longest that what was evaluated may take to be on record: turns that end meanwhile are looked at again."""


class Turns:
    """Opens the turns that have come due: all of them when the worker starts, then those since it last did."""

    def __init__(self) -> None:
        self.until: datetime | None = None

    def open(self) -> int:
        """Return how many subjects were looked at; none while a simulated clock stands still."""
        now, last = clock.now(), self.until
        if now == last:
            return 0
        seen = refresh(None if last is None or now < last else last - SLOWEST)
        self.until = now
        return seen


_turns = Turns()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="ledger.tick", pass_context=False)
def tick(timestamp: int) -> None:
    """Every minute: open what has come due, then seal what was recorded."""
    _turns.open()
    seal_all()


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="ledger.digest", lock="ledger.digest", pass_context=False)
def digest(timestamp: int) -> None:
    """Every five minutes: collect what people should be told, then mail what may be mailed."""
    collect()
    send_digests()

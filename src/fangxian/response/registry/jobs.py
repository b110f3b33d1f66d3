"""What runs by itself: comparing the people whom an import brought."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fangxian.response.registry.actions import find_duplicates

_A_TURN = 20_000
"""Identities compared in one run; the next one comes two minutes later."""


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="registry.compare", lock="registry.compare", pass_context=False)
def compare(timestamp: int) -> None:
    """Every two minutes: compare the identities that have not been compared yet."""
    find_duplicates(_A_TURN)

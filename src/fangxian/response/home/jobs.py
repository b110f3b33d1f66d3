"""What runs by itself: stays at home follow what casework decides."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fangxian.response.home.actions import keep_up


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="home.keep_up", pass_context=False)
def follow(timestamp: int) -> None:
    """Every minute."""
    keep_up()

"""What runs by itself in mass testing."""

from __future__ import annotations

from procrastinate.contrib.django import app

from fangxian.response.jurisdiction import access
from fangxian.response.testing.actions.hand_over import settle_custody
from fangxian.response.testing.glance import refresh_glance
from fangxian.response.testing.models import Round
from fangxian.response.testing.retests import report_tubes
from fangxian.response.testing.telling import AT_ONCE, tell_ledger


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="testing.tick", lock="testing.tick", pass_context=False)
def tick(timestamp: int) -> None:
    """Every minute: tell the ledger whom it concerns, and take in what arrived late."""
    while tell_ledger() == AT_ONCE:
        pass
    with access.everywhere():
        for of in Round.objects.exclude(state=Round.State.ARCHIVED):
            settle_custody(of)
            report_tubes(of)
            refresh_glance(of)

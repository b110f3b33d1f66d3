"""What runs by itself in mass testing."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from procrastinate.contrib.django import app

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.context import acting
from fangxian.response.testing.actions.hand_over import settle_custody
from fangxian.response.testing.actions.request_plan import SILENT, run_plan
from fangxian.response.testing.glance import refresh_glance
from fangxian.response.testing.models import Plan, Round
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
        for plan in Plan.objects.filter(state=Plan.State.RUNNING, beat_at__lt=datetime.now(UTC) - SILENT):
            work_plan_out.defer(plan_id=str(plan.id))


@app.task(name="testing.work_plan_out")
def work_plan_out(plan_id: str) -> None:
    """Work a plan out as whoever asked for it; a refusal is noted on it for them to read."""
    with access.everywhere():
        plan = Plan.objects.select_related("round", "post__office").get(id=UUID(plan_id))
        with acting(plan.actor):
            try:
                run_plan(plan)
            except FangxianError:
                return

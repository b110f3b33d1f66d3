"""Plans are computed beside the pages."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import context
from fangxian.response.ledger.context import acting
from fangxian.response.transfer.actions.compute_plan import compute_plan
from fangxian.response.transfer.models import Plan


@app.task(name="transfer.plan")
def run(plan_id: str, actor: str) -> None:
    """Compute a plan, in the area of whoever asked for it."""
    with access.everywhere():
        plan = Plan.objects.get(id=UUID(plan_id))
    with access.area(plan.area), acting(actor):
        compute_plan(plan)


def hand_over(plan: Plan) -> None:
    """Have a queued plan computed, once what was said until now stands."""
    if plan.state == Plan.State.QUEUED:
        actor = context.actor()
        transaction.on_commit(lambda: run.defer(plan_id=str(plan.id), actor=actor) and None)

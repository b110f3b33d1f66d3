"""Compute a plan that was asked for: what the background job does."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import chinese
from fangxian.response.transfer.models import Plan
from fangxian.response.transfer.planning import compute

UNEXPECTED = _("Something went wrong that nobody foresaw; the log of the server says what.")
"""Noted on a plan then."""


class Dropped(Exception):
    """Somebody dropped the plan while it was being computed."""


def compute_plan(plan: Plan) -> Plan:
    """Compute a queued plan and note its progress; a refusal is noted on it, dropping it stops it."""
    if not Plan.objects.filter(id=plan.id, state=Plan.State.QUEUED).update(state=Plan.State.RUNNING):
        plan.refresh_from_db()
        return plan

    def progress(done: int, whole: int) -> None:
        if not Plan.objects.filter(id=plan.id, state=Plan.State.RUNNING).update(done=done, whole=whole):
            raise Dropped

    try:
        with access.everywhere():
            answer = compute(plan, clock.now(), progress)
    except Dropped:
        plan.refresh_from_db()
        return plan
    except FangxianError as error:
        return _failed(plan, _text(error))
    except Exception:
        _failed(plan, str(UNEXPECTED))
        raise
    with transaction.atomic():
        Plan.objects.filter(id=plan.id, state=Plan.State.RUNNING).update(state=Plan.State.PROPOSED, answer=answer)
    plan.refresh_from_db()
    return plan


def _text(error: FangxianError) -> str:
    from fangxian.science.logistics.errors import LogisticsError

    text = error.text("zh" if chinese() else "en") if isinstance(error, LogisticsError) else str(error)
    return text[:400]


def _failed(plan: Plan, why: str) -> Plan:
    Plan.objects.filter(id=plan.id, state=Plan.State.RUNNING).update(state=Plan.State.FAILED, error=why)
    plan.refresh_from_db()
    return plan

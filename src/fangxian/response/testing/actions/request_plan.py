"""Ask for a plan of a round, and work it out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.registry.units import homes, units_in
from fangxian.response.testing.methods import pack_in_force
from fangxian.response.testing.models import Plan, Progress, Round
from fangxian.response.testing.planning.norms import check_norms
from fangxian.response.testing.planning.wish import Wish
from fangxian.response.testing.planning.work import worked_out
from fangxian.response.testing.policies import PLAN, require_in
from fangxian.response.testing.queries.rounds import locked_open
from fangxian.response.testing.scope import Scope

AT_ONCE: Final = 150
"""Buildings and areas up to which a plan is worked out while the caller waits; larger ones run beside."""

SILENT: Final = timedelta(minutes=3)
"""A plan that has not shown itself for so long is taken to have been cut off, and begun anew."""


class _CancelledError(Exception):
    """Somebody called it off."""


@transaction.atomic
def request_plan(of: Round, wish: Wish, *, id: UUID | None = None, by: Post | None = None) -> Plan:
    """Ask for a plan; also while the round runs, when what is done stays done. Sent twice with an id it is one.

    Raises
    ------
    NotAllowed
        The post may not plan testing in the round's area.
    Invalid
        A figure makes no sense, or the pack excludes it.
    Conflict
        ``round.closed``.
    """
    require_in(by, PLAN, of.area)
    if id and (held := Plan.objects.filter(id=id).first()):
        return held
    running = locked_open(of.id)
    wish.check()
    check_norms(pack_in_force(running.incident_id, clock.now()), wish)
    last = Plan.objects.filter(round=running).aggregate(last=Max("number"))["last"] or 0
    return Plan.objects.create(
        id=id or uuid4(),
        round=running,
        number=last + 1,
        area=running.area,
        post=by,
        actor=context.actor(),
        asked=wish.as_json(),
        asked_at=clock.now(),
    )


def is_small(of: Round) -> bool:
    """Whether a plan of the round is worked out in the time that somebody waits for a page."""
    scope = Scope.of(of)
    counted = Progress.objects.filter(round=of.serial).count()
    held = sum(homes(units_in(code)).count() for code in scope.areas)
    return max(counted, held) <= AT_ONCE and len(scope.codes) <= AT_ONCE


def run_plan(plan: Plan) -> Plan:
    """Work a plan out as whoever asked for it; one in hand, ready or called off is left alone.

    Raises
    ------
    FangxianError
        Noted on the plan for whoever asked.
    """
    if not _begin(plan):
        return plan
    of = plan.round
    now, zone = clock.now(), clock.zone()
    try:
        with access.area(plan.post.area if plan.post is not None else ""):
            pack = pack_in_force(of.incident_id, now)
            mark = Scope.of(of).mark
            result = worked_out(of, pack, Wish.from_json(plan.asked), zone, now, _told(plan))
    except _CancelledError:
        return plan
    except FangxianError as error:
        _note(plan, state=Plan.State.FAILED, error=str(error)[:300])
        raise
    _note(plan, state=Plan.State.DRAFT, result=result, mark=mark, finished_at=now)
    return plan


@transaction.atomic
def cancel_plan(plan: Plan, *, by: Post | None = None) -> Plan:
    """Call off a plan that nobody has signed. Doing it again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not plan testing in the round's area.
    Conflict
        ``plan.signed``.
    """
    require_in(by, PLAN, plan.area)
    held = Plan.objects.select_for_update(of=("self",)).get(id=plan.id)
    if held.state == Plan.State.SIGNED:
        raise Conflict(
            "plan.signed",
            _("The plan is signed."),
            remedy=_("Plan the round again and sign that."),
        )
    held.state = Plan.State.CANCELLED
    held.save(update_fields=["state"])
    return held


def _begin(plan: Plan) -> bool:
    """Take it up, unless somebody else has it in hand."""
    now = datetime.now(UTC)
    waiting = Plan.objects.filter(id=plan.id, state=Plan.State.WAITING)
    silent = Plan.objects.filter(id=plan.id, state=Plan.State.RUNNING, beat_at__lt=now - SILENT)
    begun = (waiting | silent).update(state=Plan.State.RUNNING, beat_at=now, error="", stage="")
    plan.refresh_from_db()
    return bool(begun)


def _told(plan: Plan) -> Callable[[str], None]:
    def told(stage: str) -> None:
        running = Plan.objects.filter(id=plan.id, state=Plan.State.RUNNING)
        if not running.update(stage=stage, beat_at=datetime.now(UTC)):
            plan.refresh_from_db()
            raise _CancelledError
        plan.stage = stage

    return told


def _note(plan: Plan, **changes: object) -> None:
    """Note how it ended, unless it was called off meanwhile."""
    running = Plan.objects.filter(id=plan.id, state=Plan.State.RUNNING)
    running.update(**changes)
    plan.refresh_from_db()

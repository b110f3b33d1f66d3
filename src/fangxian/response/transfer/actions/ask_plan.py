"""Ask for a plan for everybody who waits; it is computed beside the pages."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.transfer.models import Plan
from fangxian.response.transfer.planning import STEPS, Wish, plain
from fangxian.response.transfer.policies import PLAN, require_in


@transaction.atomic
def ask_plan(
    incident: Incident, area: str, wish: Wish | None = None, *, redo: bool = False, id: UUID | None = None,
    by: Post | None = None,
) -> Plan:  # fmt: skip
    """Ask for a plan; what was proposed for the same area before is dropped.

    Parameters
    ----------
    redo : bool
        Plan rides anew that have not left.

    Raises
    ------
    NotAllowed
        The post may not plan transfers there.
    Invalid
        A figure lies beyond its limits.
    Conflict
        ``plan.running``: one is being computed.
    """
    require_in(by, PLAN, area)
    wish = wish or Wish()
    wish.check()
    request = id or uuid4()
    known = Plan.objects.filter(id=request).first()
    if known is not None:
        return known
    others = Plan.objects.filter(incident=incident, area=area)
    if others.filter(state__in=(Plan.State.QUEUED, Plan.State.RUNNING)).exists():
        raise Conflict("plan.running", _("A plan is being computed."), remedy=_("Wait for it, or drop it."))
    others.filter(state=Plan.State.PROPOSED).update(state=Plan.State.DROPPED)
    return Plan.objects.create(
        id=request, incident=incident, area=area, parameters=plain(wish), redo=redo, asked_at=clock.now(), asked_by=by,
        whole=STEPS,
    )  # fmt: skip


@transaction.atomic
def drop_plan(plan: Plan, *, by: Post | None = None) -> Plan:
    """Drop a plan that is not signed; one that is being computed stops at its next step.

    Raises
    ------
    NotAllowed
        The post may not plan transfers there.
    Conflict
        ``plan.signed``.
    """
    require_in(by, PLAN, plan.area)
    held = Plan.objects.select_for_update(of=("self",)).get(id=plan.id)
    if held.state == Plan.State.SIGNED:
        raise Conflict("plan.signed", _("This plan is signed."), remedy=_("Put people back into waiting instead."))
    held.state = Plan.State.DROPPED
    held.save(update_fields=["state"])
    return held

"""Sign a plan: its rides are made, all or none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.quarantine.models import Site
from fangxian.response.transfer.actions.allot import make_ride, refuse_torn, seat, take_out
from fangxian.response.transfer.held import locked_transfers, locked_vehicle
from fangxian.response.transfer.models import Plan, Ride, Transfer
from fangxian.response.transfer.policies import PLAN, require_in


@transaction.atomic
def sign_plan(plan: Plan, *, signer: str, by: Post | None = None) -> list[Ride]:
    """Make the rides of a proposed plan. Every rule is looked at once more, on what holds now.

    Raises
    ------
    NotAllowed
        The post may not plan transfers there.
    Invalid
        Nobody signs.
    Conflict
        ``plan.state``: it is no proposal; ``plan.stale``: something has changed since it was computed.
    """
    require_in(by, PLAN, plan.area)
    signer = check_text(signer, 120, "signer", needed=True)
    with access.everywhere():
        held = Plan.objects.select_for_update(of=("self",)).get(id=plan.id)
        if held.state == Plan.State.SIGNED:
            return list(held.rides.all())
        if held.state != Plan.State.PROPOSED:
            raise Conflict(
                "plan.state", _("This plan is %(state)s; it cannot be signed."), state=held.get_state_display()
            )
        people = _people(held)
        again = [one for one in people.values() if one.state == Transfer.State.ALLOTTED]
        if again:
            take_out(again, "")
        made = [_make(held, trip, people) for trip in held.answer["rides"]]
        held.state, held.signed_at, held.signed_by = Plan.State.SIGNED, clock.now(), signer
        held.save(update_fields=["state", "signed_at", "signed_by"])
        return made


def _people(plan: Plan) -> dict[UUID, Transfer]:
    """Those whom the plan carries, locked, if they still wait for it."""
    ids = [UUID(one) for trip in plan.answer["rides"] for group in trip["families"] for one in group["transfers"]]
    if not ids:
        raise Conflict("plan.empty", _("The plan carries nobody."), remedy=_("Look at the reasons, then plan again."))
    found = {one.id: one for one in locked_transfers(ids)}
    allowed = (Transfer.State.REQUESTED, *((Transfer.State.ALLOTTED,) if plan.redo else ()))
    gone = next((one for one in found.values() if one.state not in allowed or one.given_at is not None), None)
    if gone is not None:
        raise Conflict(
            "plan.stale",
            _("Something has changed since the plan was computed: %(label)s is %(state)s."),
            remedy=_("Plan again; it takes a minute."),
            label=gone.person.label,
            state=gone.get_state_display(),
        )
    refuse_torn(list(found.values()))
    return found


def _make(plan: Plan, trip: dict[str, Any], people: dict[UUID, Transfer]) -> Ride:
    """One ride of the plan: families in the order in which they are picked up."""
    vehicle = locked_vehicle(UUID(trip["vehicle"]))
    now = clock.now()
    groups = [[people[UUID(one)] for one in group["transfers"]] for group in trip["families"]]
    leaves = now + timedelta(minutes=trip["leaves_min"])
    ride = make_ride(groups[0], vehicle, derived(plan.id, vehicle.id, trip["leaves_min"]), leaves, plan)
    sites = Site.objects.in_bulk({group["site"] for group in trip["families"] if group["site"]})
    for group, members in zip(trip["families"], groups, strict=True):
        site = sites[UUID(group["site"])] if group["site"] else None
        seat(members, ride, site, at_once=trip["most"])
        _meet(members, group, plan)
    return ride


def _meet(members: Sequence[Transfer], group: dict[str, Any], plan: Plan) -> None:
    at = clock.now() + timedelta(minutes=group["meets_min"])
    for one in members:
        one.meets_at = at
    Transfer.objects.bulk_update(members, ["meets_at"])

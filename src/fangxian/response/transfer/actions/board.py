"""Take people aboard: from this moment the crew answers for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.transfer import custody
from fangxian.response.transfer.actions.allot import refuse_torn
from fangxian.response.transfer.held import (
    locked_ride,
    locked_transfers,
    require_order,
    require_state,
    whom,
)
from fangxian.response.transfer.models import Ride, Transfer, Vehicle
from fangxian.response.transfer.policies import require_crew


@transaction.atomic
def board(
    ride: Ride,
    transfers: Sequence[UUID],
    *,
    giver: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Ride:
    """Take people aboard: from this moment the crew answers for them.

    Parameters
    ----------
    giver : str
        Who gave them into the crew's hands, where their own side has not confirmed it: the person at the door says
        it to the crew.

    Raises
    ------
    NotAllowed
        The post is not the crew of the ride.
    Invalid
        Nobody gave them (``transfer.not_given``), or the time cannot be right.
    Conflict
        ``vehicle.soiled``: it was not disinfected since its last ride; ``vehicle.under_way``: on another ride;
        ``ride.full``; ``transfer.state``; ``transfer.family``.
    """
    at = check_time(at or clock.now(), "at")
    giver = check_text(giver, 120, "giver")
    request = id or uuid4()
    with access.everywhere():
        held = locked_transfers(transfers)
        chosen = locked_ride(ride)
        require_crew(by, chosen)
        fresh = [one for one in held if not (one.ride_id == chosen.id and one.state in Transfer.CARRIED)]
        if not fresh:
            return chosen
        require_state(fresh, Transfer.State.ALLOTTED)
        _refuse_boarding(fresh, chosen, giver)
        refuse_torn(held)
        require_order(fresh, at, "given_at")
        depart(chosen, at)
        crew = chosen.crew or chosen.vehicle.plate
        for one in fresh:
            one.given_at, one.given_by = one.given_at or at, one.given_by or giver
            one.state, one.boarded_at = Transfer.State.ABOARD, at
            one.save(update_fields=["given_at", "given_by", "state", "boarded_at"])
            custody.hand_over([one], chosen, at, one.given_by, crew)
        record([departed(one, chosen, at, request) for one in fresh])
        return chosen


def _refuse_boarding(fresh: Sequence[Transfer], ride: Ride, giver: str) -> None:
    if any(one.ride_id != ride.id for one in fresh):
        raise Conflict("ride.others", _("Somebody is on the list of another ride."), field="transfers")
    nobody = next((one for one in fresh if one.given_at is None and not giver), None)
    if nobody is not None:
        raise Invalid(
            "transfer.not_given",
            _("Nobody has given %(label)s into your hands yet."),
            remedy=_("Say who hands them over to you."),
            label=nobody.person.label,
            field="giver",
        )
    aboard = Transfer.objects.filter(ride=ride, state__in=Transfer.CARRIED).count()
    if aboard + len(fresh) > ride.vehicle.seats:
        raise Conflict("ride.full", _("There are no seats left: hand somebody over first."), field="transfers")


def depart(ride: Ride, at: datetime) -> None:
    """The first who boards sets the vehicle under way, if it is clean and on no other ride."""
    if ride.state == Ride.State.UNDERWAY:
        return
    vehicle = ride.vehicle
    if ride.state != Ride.State.PLANNED:
        raise Conflict("ride.over", _("This ride is over."), remedy=_("Open the list again."))
    if vehicle.state == Vehicle.State.UNDERWAY:
        raise Conflict(
            "vehicle.under_way",
            _("%(plate)s is still on another ride."),
            remedy=_("Hand everybody over, then disinfect the vehicle."),
            plate=vehicle.plate,
        )
    if vehicle.state != Vehicle.State.READY:
        raise Conflict(
            "vehicle.soiled",
            _("%(plate)s was not disinfected since its last ride."),
            remedy=_("Disinfect it and record that; nobody boards before."),
            plate=vehicle.plate,
        )
    before = Ride.objects.filter(vehicle=vehicle, ended_at__gt=at).exclude(departed_at=None)
    if before.exists():
        raise Invalid("vehicle.order", _("It was still carrying people then."), field="at")
    ride.state, ride.departed_at, ride.crew = Ride.State.UNDERWAY, at, vehicle.crew
    ride.save(update_fields=["state", "departed_at", "crew"])
    vehicle.state = Vehicle.State.UNDERWAY
    vehicle.save(update_fields=["state"])


def departed(one: Transfer, ride: Ride, at: datetime, request: UUID) -> Entry:
    """The fact that somebody left with a vehicle."""
    target = one.target
    said = {"vehicle": ride.vehicle.subject, "place": target.subject if target is not None else None}
    return whom(one).fact("transfer.departed", at, said, request=derived(request, one.id))

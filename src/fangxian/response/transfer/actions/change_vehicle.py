"""Everybody aboard gets into another vehicle."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.transfer import custody
from fangxian.response.transfer.actions.allot import make_ride, refuse_ride
from fangxian.response.transfer.actions.board import depart, departed
from fangxian.response.transfer.held import (
    close_if_empty,
    locked_ride,
    locked_transfers,
    locked_vehicle,
)
from fangxian.response.transfer.models import Ride, Transfer, Vehicle
from fangxian.response.transfer.policies import require_crew


@transaction.atomic
def change_vehicle(
    ride: Ride,
    vehicle: Vehicle,
    *,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Ride:
    """Everybody aboard a ride gets into another vehicle, from one crew's hands into the other's: a breakdown.

    Raises
    ------
    NotAllowed
        The post is not the crew of the ride.
    Invalid
        No reason is given.
    Conflict
        ``ride.empty``: nobody is aboard; ``vehicle.soiled``, ``vehicle.under_way``, ``ride.tier``, ``ride.seats``.
    """
    at = check_time(at or clock.now(), "at")
    check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    with access.everywhere():
        known = Ride.objects.filter(id=request).first()
        if known is not None:
            return known
        rows = Transfer.objects.filter(ride=ride, state__in=(*Transfer.CARRIED, Transfer.State.ALLOTTED))
        ids = list(rows.values_list("id", flat=True))
        held = locked_transfers(ids) if ids else []
        old = locked_ride(ride)
        require_crew(by, old)
        aboard = [one for one in held if one.state in Transfer.CARRIED]
        if not aboard:
            raise Conflict("ride.empty", _("Nobody is aboard."), remedy=_("Put them back and allot another vehicle."))
        made = make_ride(held, locked_vehicle(vehicle), request, at)
        refuse_ride(held, made, len(aboard))
        depart(made, at)
        custody.hand_over(aboard, made, at, old.crew or old.vehicle.plate, made.crew or made.vehicle.plate)
        for one in held:
            one.ride = made
        Transfer.objects.bulk_update(held, ["ride"])
        record([departed(one, made, at, request) for one in aboard])
        close_if_empty(old.id, at)
        return made

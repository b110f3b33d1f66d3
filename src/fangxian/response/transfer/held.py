"""What every command on transfers begins with: the rows, locked, in a state that allows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import lock_persons
from fangxian.response.transfer.models import Ride, Transfer, Vehicle


def locked_transfers(ids: Sequence[UUID]) -> list[Transfer]:
    """Transfers as they stand now, by family and label; held until the transaction ends.

    Raises
    ------
    Invalid
        ``transfer.nobody``: none is named.
    NotFound
        ``transfer.unknown``: one does not exist.
    """
    wanted = set(ids)
    if not wanted:
        raise Invalid("transfer.nobody", _("Name at least one person."), field="transfers")
    lock_persons(f"person:{one}" for one in Transfer.objects.filter(id__in=wanted).values_list("person", flat=True))
    rows = Transfer.objects.select_for_update(of=("self",)).select_related(
        "person", "contact", "incident", "site__place", "hospital", "ride__vehicle"
    )
    found = list(rows.filter(id__in=wanted).order_by("family", "person__label", "id"))
    if len(found) < len(wanted):
        raise NotFound("transfer.unknown", _("There is no such transfer in your area."))
    return found


def locked_vehicle(vehicle: Vehicle | UUID) -> Vehicle:
    """A vehicle as it stands now, held until the transaction ends."""
    key = vehicle.id if isinstance(vehicle, Vehicle) else vehicle
    return Vehicle.objects.select_for_update(of=("self",)).get(id=key)


def locked_ride(ride: Ride | UUID) -> Ride:
    """A ride as it stands now with its vehicle, both held until the transaction ends."""
    key = ride.id if isinstance(ride, Ride) else ride
    held = Ride.objects.select_for_update(of=("self",)).select_related("incident").get(id=key)
    held.vehicle = locked_vehicle(held.vehicle_id)
    return held


def require_state(transfers: Sequence[Transfer], *allowed: str) -> None:
    """Raise unless every transfer is in one of these states.

    Raises
    ------
    Conflict
        ``transfer.state``; names the first that is not.
    """
    for one in transfers:
        if one.state not in allowed:
            raise Conflict(
                "transfer.state",
                _("%(label)s: %(state)s. This cannot be done now."),
                remedy=_("Open the page again; somebody else was quicker."),
                label=one.person.label,
                state=one.get_state_display(),
                field="transfers",
            )


def require_order(transfers: Sequence[Transfer], at: datetime, *before: str) -> None:
    """Raise where something would have happened before what led to it.

    Raises
    ------
    Invalid
        ``transfer.order``.
    """
    for one in transfers:
        times = [getattr(one, name) for name in ("requested_at", *before)]
        if any(time is not None and at < time for time in times):
            raise Invalid(
                "transfer.order",
                _("This would lie before an earlier step of the transfer of %(label)s."),
                remedy=_("Correct the time."),
                label=one.person.label,
                field="at",
            )


def whom(one: Transfer) -> Whom:
    """Where the facts of a transfer belong: to the person, in the area responsible."""
    return Whom(one.incident_id, one.subject, one.area)


def close_if_empty(ride_id: UUID | None, at: datetime) -> None:
    """A ride ends when nobody is left in it: done where it carried somebody, else cancelled.

    The vehicle of a ride that carried anybody is to be disinfected before it takes others.
    """
    if ride_id is None:
        return
    ride = locked_ride(ride_id)
    if ride.state not in (Ride.State.PLANNED, Ride.State.UNDERWAY):
        return
    if Transfer.objects.filter(ride=ride, state__in=Transfer.OPEN).exists():
        return
    carried = ride.departed_at is not None
    ride.state, ride.ended_at = (Ride.State.DONE if carried else Ride.State.CANCELLED), at
    ride.save(update_fields=["state", "ended_at"])
    if carried:
        ride.vehicle.state = Vehicle.State.SOILED
        ride.vehicle.save(update_fields=["state"])

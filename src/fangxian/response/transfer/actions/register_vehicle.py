"""Bring vehicles into the fleet, take them out, and disinfect them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.strictness import known_kinds
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.transfer.held import locked_vehicle
from fangxian.response.transfer.models import CASE, Ride, Vehicle
from fangxian.response.transfer.policies import DRIVE, PLAN, require_in


@transaction.atomic
def register_vehicle(
    *,
    plate: str,
    area: str,
    kind: str,
    seats: int,
    tiers: Sequence[str] = (),
    crew: str = "",
    phone: str = "",
    post: Post | None = None,
    lon: float | None = None,
    lat: float | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Vehicle:
    """Add a vehicle, ready for its first ride.

    Parameters
    ----------
    tiers : sequence of str
        ``case`` or kinds of contact that it takes; none for any, one at a time.
    post : Post or None
        Whose phone page shows its rides; any crew of the area where there is none.

    Raises
    ------
    NotAllowed
        The post may not plan transfers there.
    Invalid
        A tier is unknown, or it has no seat.
    Conflict
        ``vehicle.known``: there is one of this plate.
    """
    require_in(by, PLAN, area)
    plate = check_text(plate, 20, "plate", needed=True).upper()
    check_choice(kind, Vehicle.Kind.values, "kind")
    for tier in tiers:
        check_choice(tier, [CASE, *known_kinds()], "tiers")
    if not 1 <= seats <= 80:
        raise Invalid("vehicle.seats", _("A vehicle has 1 to 80 seats."), field="seats")
    request = id or uuid4()
    with access.everywhere():
        held = Vehicle.objects.filter(id=request).first()
        if held is not None:
            return held
        if Vehicle.objects.filter(plate=plate).exists():
            raise Conflict("vehicle.known", _("There is a vehicle %(plate)s already."), plate=plate, field="plate")
        return Vehicle.objects.create(
            id=request, plate=plate, area=area, kind=kind, seats=seats, tiers=list(tiers), post=post, lon=lon, lat=lat,
            crew=check_text(crew, 120, "crew"), phone=check_text(phone, 40, "phone"),
        )  # fmt: skip


@transaction.atomic
def set_vehicle(
    vehicle: Vehicle,
    *,
    crew: str | None = None,
    phone: str | None = None,
    post: Post | None = None,
    out: bool | None = None,
    by: Post | None = None,
) -> Vehicle:
    """Change crew and phone, or take a vehicle out of service and back; back in service it is to be disinfected.

    Raises
    ------
    NotAllowed
        The post may not plan transfers there.
    Conflict
        ``vehicle.busy``: it has rides before it.
    """
    require_in(by, PLAN, vehicle.area)
    held = locked_vehicle(vehicle)
    if crew is not None:
        held.crew = check_text(crew, 120, "crew")
    if phone is not None:
        held.phone = check_text(phone, 40, "phone")
    if post is not None:
        held.post = post
    if out and held.state != Vehicle.State.OUT:
        if Ride.objects.filter(vehicle=held, state__in=(Ride.State.PLANNED, Ride.State.UNDERWAY)).exists():
            raise Conflict(
                "vehicle.busy",
                _("%(plate)s still has rides before it."),
                remedy=_("Give them to another vehicle first."),
                plate=held.plate,
            )
        held.state = Vehicle.State.OUT
    elif out is False and held.state == Vehicle.State.OUT:
        held.state = Vehicle.State.SOILED  # nobody knows what it carried meanwhile
    held.save(update_fields=["crew", "phone", "post", "state"])
    return held


@transaction.atomic
def disinfect_vehicle(
    vehicle: Vehicle,
    *,
    agent: str,
    minutes: int | None = None,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Vehicle:
    """Record that a vehicle was disinfected: it may take others again.

    Raises
    ------
    NotAllowed
        The post may neither drive nor plan there.
    Invalid
        The agent is not named, or the time cannot be right.
    Conflict
        ``vehicle.carries``: it is under way.
    """
    require_in(by, DRIVE, vehicle.area)
    at = check_time(at or clock.now(), "at")
    agent = check_text(agent, 60, "agent", needed=True)
    with access.everywhere():
        held = locked_vehicle(vehicle)
        if held.state == Vehicle.State.READY:
            return held
        if held.state == Vehicle.State.UNDERWAY:
            raise Conflict(
                "vehicle.carries",
                _("%(plate)s is under way."),
                remedy=_("It is disinfected once everybody has got off."),
                plate=held.plate,
            )
        last = Ride.objects.filter(vehicle=held).exclude(ended_at=None).order_by("-ended_at").first()
        if last is not None and last.ended_at is not None and at < last.ended_at:
            raise Invalid("vehicle.order", _("It was still carrying people then."), field="at")
        if held.state == Vehicle.State.SOILED:
            held.state = Vehicle.State.READY
            held.save(update_fields=["state"])
        if last is not None:  # before its first ride no incident asks
            whom = Whom(last.incident_id, held.subject, held.area)
            said = {"minutes": minutes, "note": agent}
            record([whom.fact("vehicle.disinfected", at, said, request=id or uuid4())])
        return held

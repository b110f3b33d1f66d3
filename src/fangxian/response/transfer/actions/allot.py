"""Allot a vehicle and a site to people who wait: families together, tiers apart, no seat and no room twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.models import Site
from fangxian.response.transfer.held import close_if_empty, locked_transfers, locked_vehicle, require_state, whom
from fangxian.response.transfer.models import CASE, Custody, Plan, Ride, Transfer, Vehicle
from fangxian.response.transfer.policies import PLAN, require_in
from fangxian.response.transfer.rooms import refuse_site


@transaction.atomic
def allot(
    transfers: Sequence[UUID],
    vehicle: Vehicle,
    *,
    site: Site | None = None,
    leaves_at: datetime | None = None,
    ride: Ride | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Ride:
    """Allot people to a ride of a vehicle: a new one, or one that is planned already.

    Parameters
    ----------
    site : Site or None
        Where contacts go; cases go to the hospital that their request names.
    ride : Ride or None
        The planned ride they join.

    Raises
    ------
    NotAllowed
        The post may not plan transfers in the area of the vehicle.
    Invalid
        A site is named for cases, or none for contacts.
    Conflict
        ``ride.tier``, ``ride.seats``, ``transfer.family``, ``vehicle.out``, ``transfer.state``, ``ride.left``, or the
        site does not take them.
    """
    require_in(by, PLAN, vehicle.area)
    request = id or uuid4()
    with access.everywhere():
        known = Ride.objects.filter(id=request).first()
        if known is not None:
            return known
        held = locked_transfers(transfers)
        require_state(held, Transfer.State.REQUESTED)
        refuse_torn(held)
        chosen = locked_vehicle(vehicle)
        made = _ride(held, chosen, ride, leaves_at, request)
        seat(held, made, site)
        return made


def _ride(held: Sequence[Transfer], vehicle: Vehicle, ride: Ride | None, at: datetime | None, request: UUID) -> Ride:
    if ride is None:
        return make_ride(held, vehicle, request, at)
    known = Ride.objects.select_for_update(of=("self",)).get(id=ride.id)
    if known.state != Ride.State.PLANNED or known.vehicle_id != vehicle.id:
        raise Conflict(
            "ride.left", _("This ride has left already."), remedy=_("Choose another, or a new one."), field="ride"
        )
    return known


def make_ride(
    held: Sequence[Transfer], vehicle: Vehicle, request: UUID, leaves_at: datetime | None, plan: Plan | None = None
) -> Ride:
    """A planned ride of a vehicle, for people of one tier.

    Raises
    ------
    Conflict
        ``vehicle.out``.
    """
    if vehicle.state == Vehicle.State.OUT:
        raise Conflict("vehicle.out", _("%(plate)s is out of service."), plate=vehicle.plate, field="vehicle")
    return Ride.objects.create(
        id=request, incident_id=held[0].incident_id, vehicle=vehicle, plan=plan, area=vehicle.area, tier=held[0].tier,
        leaves_at=leaves_at or clock.now(), crew=vehicle.crew,
    )  # fmt: skip


def seat(held: Sequence[Transfer], ride: Ride, site: Site | None, *, at_once: int | None = None) -> None:
    """Put people into a ride and send them to a site.

    Parameters
    ----------
    at_once : int or None
        The most people who are aboard at one time, where a plan says that; else everybody is.

    Raises
    ------
    Invalid, Conflict
        As :func:`allot`.
    """
    refuse_ride(held, ride, at_once)
    if held[0].tier == CASE:
        if site is not None:
            raise Invalid("transfer.site", _("Cases go to hospital, not to a quarantine site."), field="site")
    elif site is None:
        raise Invalid("transfer.no_site", _("Name the site where they go."), field="site")
    else:
        refuse_site(site, held)
    start = Transfer.objects.filter(ride=ride).count()
    for order, one in enumerate(held, start):
        one.ride, one.order, one.state, one.reason = ride, order, Transfer.State.ALLOTTED, ""
        if site is not None:
            one.site, one.to_area = site, site.area
        one.save(update_fields=["ride", "order", "state", "reason", "site", "to_area"])
    if site is not None:
        Custody.objects.filter(transfer__in=list(held), until=None).update(to_area=site.area)
    now = clock.now()
    record(
        [
            whom(one).fact("transfer.allotted", now, _said(one, ride), request=derived(one.id, ride.id))
            for one in held
        ]
    )  # fmt: skip


def _said(one: Transfer, ride: Ride) -> dict[str, object]:
    target = one.target
    return {
        "vehicle": ride.vehicle.subject,
        "place": target.subject if target is not None else None,
        "to_area": one.to_area or None,
    }


def refuse_torn(held: Sequence[Transfer]) -> None:
    """Refuse to part a family.

    Raises
    ------
    Conflict
        ``transfer.family``; names who is missing.
    """
    families = {one.family for one in held}
    ids = {one.id for one in held}
    rows = Transfer.objects.filter(family__in=families, state__in=(Transfer.State.REQUESTED, Transfer.State.ALLOTTED))
    left = rows.exclude(id__in=ids).select_related("person").first()
    if left is not None:
        raise Conflict(
            "transfer.family",
            _("%(label)s belongs to them and travels with them."),
            remedy=_("Take the whole family into one ride."),
            label=left.person.label,
            field="transfers",
        )


def refuse_ride(held: Sequence[Transfer], ride: Ride, at_once: int | None) -> None:
    vehicle = ride.vehicle
    tiers = {one.tier for one in held} | {ride.tier}
    if len(tiers) > 1 or (vehicle.tiers and ride.tier not in vehicle.tiers):
        raise Conflict(
            "ride.tier",
            _("%(plate)s carries one tier on a ride, and only those it is meant for."),
            remedy=_("Cases and contacts, and contacts of different kinds, never share a vehicle."),
            plate=vehicle.plate,
            field="vehicle",
        )
    if any(one.incident_id != ride.incident_id for one in held):
        raise Conflict("ride.incident", _("A ride carries people of one incident."), field="transfers")
    aboard = Transfer.objects.filter(ride=ride, state__in=Transfer.OPEN).count()
    most = at_once if at_once is not None else aboard + len(held)
    if most > vehicle.seats:
        raise Conflict(
            "ride.seats",
            _("%(plate)s has %(seats)s seats for %(count)s people."),
            remedy=_("Take fewer, or a larger vehicle."),
            plate=vehicle.plate,
            seats=vehicle.seats,
            count=most,
            field="vehicle",
        )


@transaction.atomic
def put_back(
    transfers: Sequence[UUID], *, reason: str = "", id: UUID | None = None, by: Post | None = None
) -> list[Transfer]:
    """Take people out of a ride that has not taken them aboard; they wait for another.

    Raises
    ------
    NotAllowed
        The post may not plan transfers where the vehicle belongs.
    Conflict
        ``transfer.state``: they are aboard already.
    """
    with access.everywhere():
        held = locked_transfers(transfers)
        require_state(held, Transfer.State.ALLOTTED)
        refuse_torn(held)
        for one in held:
            if one.ride is not None:
                require_in(by, PLAN, one.ride.area)
        take_out(held, reason)
        return held


def take_out(held: Sequence[Transfer], reason: str) -> None:
    """People of no ride again, waiting; a ride in which nobody is left ends."""
    rides = {one.ride_id for one in held}
    for one in held:
        one.ride, one.state, one.reason, one.meets_at = None, Transfer.State.REQUESTED, reason, None
        one.given_at, one.given_by = None, ""
        if one.tier != CASE:
            one.site, one.to_area = None, ""
        one.save(
            update_fields=["ride", "state", "reason", "meets_at", "given_at", "given_by", "site", "to_area"]
        )  # fmt: skip
    for ride in rides:
        close_if_empty(ride, clock.now())

"""People in transfer with their limits, rides with their people, vehicles with their rides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.models import ContactKind
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.transfer.limits import limit_tasks
from fangxian.response.transfer.models import CASE, Plan, Ride, Transfer, Vehicle
from fangxian.response.transfer.rooms import families

MOST: Final = 1200
"""Transfers that a list gives at once."""

_WITH: Final = ("person", "contact", "site__place", "hospital", "ride__vehicle", "incident")


def with_all() -> QuerySet[Transfer]:
    """Transfers with everything that a line shows; to be read seeing every area."""
    return Transfer.objects.select_related(*_WITH)


@dataclass(frozen=True, slots=True)
class Line:
    """People who travel together.

    Attributes
    ----------
    due_at : datetime or None
        By when they must have arrived, by the clause named.
    clause : str
        Which clause says so.
    waited : int
        Minutes since the request.
    area : str
        Name of the area responsible.
    """

    people: tuple[Transfer, ...]
    due_at: datetime | None
    clause: str
    waited: int
    over: bool
    area: str

    @property
    def first(self) -> Transfer:
        """What holds for all of them stands with any."""
        return self.people[0]

    @property
    def ids(self) -> str:
        """The ids, as forms send them."""
        return ",".join(str(one.id) for one in self.people)

    @property
    def tier(self) -> str:
        """The tier in words."""
        return tier_title(self.first.tier)


def tier_title(tier: str) -> str:
    """A tier in words."""
    kinds = dict(ContactKind.choices)
    return str(_("case") if tier == CASE else kinds.get(tier, tier))


def lines(transfers: Sequence[Transfer]) -> list[Line]:
    """People by family with their limit: the earliest due first, those without one by how long they wait."""
    now = clock.now()
    with access.everywhere():
        tasks = limit_tasks(transfers)
    names = area_names({one.area for one in transfers})
    found = [_line(group, tasks, now, names) for group in families(transfers)]
    late = now + timedelta(days=3650)
    return sorted(found, key=lambda one: (one.due_at or late, one.first.requested_at))


def _line(
    group: Sequence[Transfer], tasks: dict[tuple[str, object], TaskRow], now: datetime, names: dict[str, str]
) -> Line:
    owed = [row for one in group if (row := tasks.get((one.subject, one.incident_id))) is not None]
    first = min(owed, key=lambda row: row.due_at, default=None)
    due = first.due_at if first is not None else None
    since = min(one.requested_at for one in group)
    waited = max(int((now - since).total_seconds() // 60), 0)
    return Line(
        tuple(group),
        due,
        first.clause if first is not None else "",
        waited,
        due is not None and due < now,
        names.get(group[0].area, group[0].area),
    )


def open_transfers(*states: str) -> list[Transfer]:
    """Open transfers in scope, in the order in which they were asked for."""
    rows = Transfer.objects.filter(state__in=states or Transfer.OPEN)
    ids = list(rows.order_by("requested_at", "family", "id").values_list("id", flat=True)[:MOST])
    with access.everywhere():  # the vehicle may belong to another district, the site lie in one
        return list(with_all().filter(id__in=ids).order_by("requested_at", "family", "order", "id"))


def the_transfers(ids: Sequence[UUID]) -> list[Transfer]:
    """Transfers in scope, by id.

    Raises
    ------
    NotFound
        One does not exist, or lies outside.
    """
    if Transfer.objects.filter(id__in=ids).count() < len(set(ids)) or not ids:
        raise NotFound("transfer.unknown", _("There is no such transfer in your area."))
    with access.everywhere():
        return list(with_all().filter(id__in=ids).order_by("family", "id"))


def the_vehicle(id: UUID) -> Vehicle:
    """A vehicle in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Vehicle.objects.select_related("post").filter(id=id).first()
    if found is None:
        raise NotFound("vehicle.unknown", _("There is no such vehicle in your area."))
    return found


def the_ride(id: UUID) -> Ride:
    """A ride in scope, with its vehicle.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Ride.objects.select_related("vehicle__post", "incident").filter(id=id).first()
    if found is None:
        raise NotFound("ride.unknown", _("There is no such ride in your area."))
    return found


def the_plan(id: UUID) -> Plan:
    """A plan in scope.

    Raises
    ------
    NotFound
        There is none, or it lies outside.
    """
    found = Plan.objects.select_related("incident").filter(id=id).first()
    if found is None:
        raise NotFound("plan.unknown", _("There is no such plan in your area."))
    return found


@dataclass(frozen=True, slots=True)
class Fleet:
    """A vehicle with its open rides."""

    vehicle: Vehicle
    area: str
    rides: tuple[Ride, ...]
    aboard: int


def fleet() -> list[Fleet]:
    """Vehicles in scope by plate: what each does, and what comes next."""
    vehicles = list(Vehicle.objects.select_related("post").order_by("plate"))
    rides = Ride.objects.filter(vehicle__in=vehicles, state__in=(Ride.State.PLANNED, Ride.State.UNDERWAY))
    by_vehicle: dict[UUID, list[Ride]] = {one.id: [] for one in vehicles}
    for ride in rides.order_by("leaves_at"):
        by_vehicle[ride.vehicle_id].append(ride)
    with access.everywhere():
        aboard = Counter(
            Transfer.objects.filter(ride__vehicle__in=vehicles, state__in=Transfer.CARRIED).values_list(
                "ride__vehicle", flat=True
            )
        )
    names = area_names({one.area for one in vehicles})
    return [Fleet(one, names.get(one.area, one.area), tuple(by_vehicle[one.id]), aboard[one.id]) for one in vehicles]


def people_of(ride: Ride) -> list[Transfer]:
    """Everybody of a ride, in the order in which they are picked up."""
    with access.everywhere():
        rows = with_all().filter(ride=ride)
        return list(rows.order_by("order", "family", "id"))


def at_the_door(site: UUID) -> list[Transfer]:
    """Those on their way to a site, who stand at its door first."""
    with access.everywhere():
        rows = with_all().filter(site=site, state__in=Transfer.OPEN)
        order = {"door": 0, "aboard": 1, "allotted": 2, "requested": 3}
        return sorted(rows, key=lambda one: (order[one.state], str(one.family), one.person.label))

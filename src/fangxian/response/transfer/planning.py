"""A plan for everybody who waits: sites by capacity, class, tier and way, then vehicles by time and seats.

Both searches stand in :mod:`fangxian.science.logistics`; here people become its rows, and its answer rides.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.jurisdiction.queries.tree import locate
from fangxian.response.quarantine.models import Site
from fangxian.response.transfer.limits import limits
from fangxian.response.transfer.models import CASE, Plan, Ride, Transfer, Vehicle
from fangxian.response.transfer.rooms import ACCESSIBLE, families, free_rooms, tiers_of, wanted

if TYPE_CHECKING:
    from fangxian.science.logistics import sites as site_kernel
    from fangxian.science.logistics import vehicles as vehicle_kernel

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """What a plan keeps to: figures of the city's order, not of a disease.

    Attributes
    ----------
    ride_limit_min : int
        Longest time anybody spends in a vehicle, boarding and waiting included.
    disinfect_min : int
        Time to disinfect a vehicle between rides.
    stop_min : int
        Time to board or to hand over.
    km_per_h : int
        Speed on the road.
    limit_km : int
        Longest way; 0 for any.
    """

    ride_limit_min: int = 120
    disinfect_min: int = 30
    stop_min: int = 5
    km_per_h: int = 30
    limit_km: int = 0

    def check(self) -> None:
        """Raise where a figure cannot be.

        Raises
        ------
        Invalid
            ``plan.figure``; names the field and its limits.
        """
        for name, (least, most) in BOUNDS.items():
            value = getattr(self, name)
            if not least <= value <= most:
                raise Invalid(
                    "plan.figure",
                    _("%(value)s does not lie between %(least)s and %(most)s."),
                    field=name, value=value, least=least, most=most,
                )  # fmt: skip


USUAL: Final = Wish()
"""What a plan keeps to where nobody says otherwise, [D]."""

BOUNDS: Final = {
    "ride_limit_min": (10, 1440),
    "disinfect_min": (0, 240),
    "stop_min": (0, 60),
    "km_per_h": (5, 120),
    "limit_km": (0, 5000),
}
"""Least and most of each figure of a wish."""

STEPS: Final = 3
"""Of a computation, as its progress counts them: rows, sites, vehicles."""

SITE_SECONDS: Final = 20.0
"""Of the wall for the choice of sites; what is reached by then is told with its gap."""

RUINS: Final = 1000
"""Times that routes are partly undone and mended; see :func:`fangxian.science.logistics.vehicles.route`."""

_LATE: Final = 24 * 60
"""Minutes from now until which a ride counts as useful where nothing says when it is due, or it is late already."""


def waiting(plan: Plan) -> list[Transfer]:
    """Whom a plan is for: all of its area who have no ride and, where rides are planned anew, who have not left."""
    states = [Transfer.State.REQUESTED, *([Transfer.State.ALLOTTED] if plan.redo else [])]
    lo, hi = area_range(plan.area)
    rows = Transfer.objects.filter(
        incident=plan.incident_id, state__in=states, area__gte=lo, area__lt=hi, given_at=None
    )
    return list(
        rows.select_related("person", "contact", "site__place", "hospital").order_by("requested_at", "family", "id")
    )


def fleet(plan: Plan, people: Sequence[Transfer]) -> list[Vehicle]:
    """Vehicles of the area that are at hand: not out of service, with no ride but those that are planned anew."""
    lo, hi = area_range(plan.area)
    redone = {one.ride_id for one in people if one.ride_id is not None}
    busy = Ride.objects.filter(state__in=(Ride.State.PLANNED, Ride.State.UNDERWAY)).exclude(id__in=redone)
    rows = Vehicle.objects.filter(area__gte=lo, area__lt=hi).exclude(
        state__in=(Vehicle.State.OUT, Vehicle.State.UNDERWAY)
    )
    return list(rows.exclude(id__in=busy.values("vehicle")).order_by("plate"))


def open_sites(plan: Plan) -> list[Site]:
    """Sites of the area that take people of the incident."""
    lo, hi = area_range(plan.area)
    rows = Site.objects.filter(incident=plan.incident_id, closed_at=None, area__gte=lo, area__lt=hi)
    return list(rows.select_related("place").order_by("place__name"))


class Points:
    """Where things are: their own place on the map, else the middle of the most exact area that has one."""

    def __init__(self, codes: Iterable[str]) -> None:
        wanted_codes = {code[:length] for code in codes for length in (2, 4, 6, 9, 12) if length <= len(code)}
        self._known = locate(wanted_codes)

    def of(self, lon: float | None, lat: float | None, area: str) -> tuple[float, float]:
        """Degrees.

        Raises
        ------
        Invalid
            ``plan.nowhere``: neither has a place.
        """
        if lon is not None and lat is not None:
            return lon, lat
        for length in (12, 9, 6, 4, 2):
            if length <= len(area) and area[:length] in self._known:
                return self._known[area[:length]]
        raise Invalid(
            "plan.nowhere",
            _("Nobody has said where %(area)s is."),
            remedy=_("Give the place a position on the map, or load the centres of the areas."),
            area=area,
        )


def compute(plan: Plan, now: datetime, progress: Progress) -> dict[str, Any]:
    """The answer of a plan: rides in order, who is left with the reason, and how good it is.

    Raises
    ------
    Invalid
        ``plan.nobody``, ``plan.nowhere``.
    """
    people = waiting(plan)
    if not people:
        raise Invalid("plan.nobody", _("Nobody waits for a transfer."), remedy=_("Ask for transfers first."))
    wish = Wish(**plan.parameters)
    sites, vehicles = open_sites(plan), fleet(plan, people)
    codes = [*(one.area for one in people), *(one.area for one in sites), *(one.area for one in vehicles)]
    points = Points([*codes, *(one.hospital.area for one in people if one.hospital is not None)])
    dues = {one.id: due for one, due in limits(people)}
    progress(1, STEPS)
    task = _Task(wish, now, points, families(people), dues, sites, vehicles)
    placed, left, quality = task.place({one.id for one in people})
    progress(2, STEPS)
    rides, uncarried = task.route(placed)
    progress(3, STEPS)
    return {
        "people": len(people),
        "rides": rides,
        "left": left | uncarried,
        "sites": {str(site.id): site.place.name for site in sites},
        **quality,
    }


@dataclass(slots=True)
class _Task:
    wish: Wish
    now: datetime
    points: Points
    groups: list[list[Transfer]]
    dues: Mapping[UUID, datetime]
    sites: list[Site]
    vehicles: list[Vehicle]

    def place(self, ids: set[UUID]) -> tuple[dict[str, Site | None], dict[str, Any], dict[str, Any]]:
        """A site for every family that needs one, those left over, and the figures of the choice."""
        from fangxian.science.logistics.program import Effort
        from fangxian.science.logistics.sites import SiteRule, allocate

        contacts = [group for group in self.groups if group[0].tier != CASE]
        known = {str(site.id): site for site in self.sites}
        rule = SiteRule(limit_km=self.wish.limit_km or math.inf, km_per_h=self.wish.km_per_h)
        found = allocate(
            [self._group(group) for group in contacts], self._houses(ids), rule,
            effort=Effort(gap=0.009, seconds=SITE_SECONDS),
        )  # fmt: skip
        placed: dict[str, Site | None] = {group: known[site] for group, site in found.site.items()}
        placed |= {str(group[0].family): None for group in self.groups if group[0].tier == CASE}
        left = {group: {"code": reason.code, "context": reason.context} for group, reason in found.unplaced.items()}
        people = sum(len(group) for group in contacts if str(group[0].family) in found.site)
        figures = {"gap": found.gap, "person_km": round(found.person_km, 1), "placed": people}
        return placed, left, figures | {"timed_out": found.timed_out}

    def _group(self, group: Sequence[Transfer]) -> site_kernel.Group:
        from fangxian.science.logistics.sites import Group

        first = group[0]
        lon, lat = self.points.of(first.lon, first.lat, first.area)
        rooms = dict(wanted(group))
        needs = frozenset({ACCESSIBLE}) if any(one.accessible for one in group) else frozenset[str]()
        return Group(str(first.family), tuple(str(one.id) for one in group), first.tier, lon, lat, rooms, needs)

    def _houses(self, ids: set[UUID]) -> list[site_kernel.Site]:
        from fangxian.science.logistics.sites import Site as House

        rooms, tiers = free_rooms([site.id for site in self.sites], ids), tiers_of(self.sites, ids)
        found = []
        for site in self.sites:
            lon, lat = self.points.of(site.place.lon, site.place.lat, site.area)
            free = {name: max(count, 0) for name, count in rooms[site.id].items()}
            offers = frozenset({ACCESSIBLE}) if free.get(ACCESSIBLE) else frozenset[str]()
            found.append(
                House(str(site.id), lon, lat, free, frozenset(tiers[site.id]), offers=offers, shared=site.shared)
            )
        return found

    def route(self, placed: Mapping[str, Site | None]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """Rides of vehicles, each from empty to empty, and whom none takes."""
        from fangxian.science.logistics.vehicles import RideRule, route

        going = {str(group[0].family): group for group in self.groups if str(group[0].family) in placed}
        rows = [self._ride(group, placed[family]) for family, group in going.items()]
        wish = self.wish
        rule = RideRule(
            ride_limit_min=wish.ride_limit_min, disinfect_min=wish.disinfect_min, disinfect_each_trip=True,
            stop_min=wish.stop_min, km_per_h=wish.km_per_h,
        )  # fmt: skip
        found = route(rows, [self._vehicle(one) for one in self.vehicles], rule, steps=RUINS)
        rides = [
            {"vehicle": vehicle, **trip}
            for vehicle, stops in found.stops.items()
            for trip in _trips(stops, going, placed)
        ]
        rides.sort(key=lambda one: (one["leaves_min"], one["vehicle"]))
        left = {ride: {"code": reason.code, "context": reason.context} for ride, reason in found.uncarried.items()}
        return rides, left

    def _ride(self, group: Sequence[Transfer], site: Site | None) -> vehicle_kernel.Ride:
        from fangxian.science.logistics.vehicles import Ride as Row

        first = group[0]
        lon, lat = self.points.of(first.lon, first.lat, first.area)
        target = site.place if site is not None else first.hospital
        if target is None:
            raise Invalid("transfer.no_hospital", _("Cases go to hospital: name which."))
        to_lon, to_lat = self.points.of(target.lon, target.lat, target.area)
        dues = [self.dues[one.id] for one in group if one.id in self.dues]
        minutes = min(((due - self.now).total_seconds() / 60 for due in dues), default=_LATE)
        late = minutes < self.wish.stop_min * 2  # then there is nothing to keep: the sooner, the better
        return Row(
            str(first.family), len(group), first.tier, lon, lat, to_lon, to_lat,
            due_min=math.inf if late else max(minutes, 1.0), priority=4 if late else 2 if first.tier == CASE else 1,
        )  # fmt: skip

    def _vehicle(self, one: Vehicle) -> vehicle_kernel.Vehicle:
        from fangxian.science.logistics.vehicles import Vehicle as Row

        lon, lat = self.points.of(one.lon, one.lat, one.area)
        soiled = one.state == Vehicle.State.SOILED
        ready = self.wish.disinfect_min if soiled else 0
        return Row(str(one.id), one.seats, lon, lat, ready, tiers=frozenset(one.tiers) if one.tiers else None)


def _trips(
    stops: Sequence[vehicle_kernel.Stop],
    going: Mapping[str, Sequence[Transfer]],
    placed: Mapping[str, Site | None],
) -> list[dict[str, Any]]:
    """The stops of a vehicle cut where it is empty: each piece is a ride."""
    trips: list[dict[str, Any]] = []
    current: dict[str, Any] | None = None
    for stop in stops:
        if current is None:
            current = {"leaves_min": stop.arrive_min, "people": 0, "most": 0, "families": []}
            trips.append(current)
        if stop.act == "pick_up":
            site = placed[stop.ride]
            one: dict[str, Any] = {
                "family": stop.ride,
                "site": str(site.id) if site is not None else None,
                "meets_min": stop.arrive_min,
            }
            one["transfers"] = [str(row.id) for row in going[stop.ride]]
            current["families"].append(one)
            current["people"] += len(going[stop.ride])
        else:
            for one in current["families"]:
                if one["family"] == stop.ride:
                    one["there_min"] = stop.arrive_min
        current["most"] = max(current["most"], stop.aboard)
        current["ends_min"] = stop.leave_min
        if stop.aboard == 0:
            current = None
    return trips


def plain(wish: Wish) -> dict[str, Any]:
    """A wish as it is kept."""
    return asdict(wish)

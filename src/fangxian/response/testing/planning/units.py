"""Who is to be tested, where they live, and where stations can stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from fangxian.response.jurisdiction.codes import within
from fangxian.response.jurisdiction.models import Area
from fangxian.response.jurisdiction.queries import children, locate, residents
from fangxian.response.registry.models import Unit as Home
from fangxian.response.registry.units import homes, units_in
from fangxian.response.testing.models import Progress, Round, Station
from fangxian.response.testing.planning.wish import Spot, Wish
from fangxian.response.testing.scope import Scope
from fangxian.science.logistics.geometry import plane

MOST_UNITS: Final = 5000
"""Units that one plan is worked out for; more are put together with their neighbours."""

MOST_SPOTS: Final = 1200
"""Places for stations that are weighed against each other."""

_STEP: Final = 1.25  # by so much the squares grow until few enough are left


@dataclass(frozen=True, slots=True)
class Unit:
    """People who live in one place.

    Attributes
    ----------
    area, building : str
        Where; neighbours that were put together are named by the one with most people.
    people, done : int
        To be tested, and tested already.
    lon, lat : float or None
        Degrees; None where nothing says where it is.
    exact : bool
        Whether these are its own coordinates, not the middle of its area or of a wider one.
    parts : int
        Buildings in it.
    """

    area: str
    building: str
    people: int
    done: int
    lon: float | None
    lat: float | None
    exact: bool
    parts: int = 1


def units_of(of: Round) -> list[Unit]:
    """Buildings and areas of a round: by its roll where one is loaded, else by the register of buildings, else by the
    census.
    """
    scope = Scope.of(of)
    listed: dict[tuple[str, str], tuple[int, int]] = {}
    for area, building, people, excused, sampled in Progress.objects.filter(round=of.serial).values_list(
        "area", "building", "listed", "excused", "sampled"
    ):
        if people and scope.covers(area, building):
            listed[area, building] = (people - excused, min(sampled, people - excused))
    houses = {(one.area, one.label): one for one in _houses(scope)}
    on_roll = {area for area, _building in listed}
    counts = dict(listed)
    for key, house in houses.items():
        if key[0] not in on_roll and house.people:
            counts[key] = (house.people, 0)
    known = {area for area, _building in counts}
    for code, people in _census(scope, known).items():
        counts[code, ""] = (people, 0)
    return _placed(counts, houses)


def _houses(scope: Scope) -> list[Home]:
    found: list[Home] = []
    for code in scope.areas:
        found += homes(units_in(code))
    for area, names in scope.buildings.items():
        found += homes().filter(area=area, label__in=names)
    return found


def _census(scope: Scope, known: set[str]) -> dict[str, int]:
    """Residents of the smallest areas of the scope of which nothing else is known."""
    found: dict[str, int] = {}

    def visit(code: str) -> None:
        inner = [one.code for one in children(code)]
        if any(within(one, code) for one in known) or residents(inner):
            for one in inner:
                visit(one)
        elif people := residents([code]).get(code, 0):
            found[code] = people

    for code in scope.areas:
        visit(code)
    return found


def _placed(counts: dict[tuple[str, str], tuple[int, int]], houses: dict[tuple[str, str], Home]) -> list[Unit]:
    codes = {area for area, _building in counts}
    middles = locate(codes)
    own = set(Area.objects.filter(code__in=codes).exclude(lon=None).values_list("code", flat=True))
    found = []
    for (area, building), (people, done) in sorted(counts.items()):
        house = houses.get((area, building))
        if house is not None and house.lon is not None and house.lat is not None:
            found.append(Unit(area, building, people, done, house.lon, house.lat, exact=True))
        else:
            lon, lat = middles.get(area, (None, None))
            found.append(Unit(area, building, people, done, lon, lat, exact=not building and area in own))
    return found


def gathered(units: Sequence[Unit], most: int = MOST_UNITS) -> list[Unit]:
    """The units, neighbours put together where there are more than can be planned one by one; nobody is lost.

    Squares grow until there are few enough; a square's people stand where most of them live.
    """
    held = list(units)
    side = 60.0
    while len(held) > max(most, 2):  # those whose own place is known never stand for others
        held = _by_squares(units, side)
        side *= _STEP
    return held


def _by_squares(units: Sequence[Unit], side: float) -> list[Unit]:
    cells: dict[tuple[int, int, bool], list[Unit]] = {}
    for unit, (east, north) in zip(units, _metres(units), strict=True):
        cells.setdefault((int(east // side), int(north // side), unit.exact), []).append(unit)
    found = []
    for group in cells.values():
        first = max(group, key=lambda one: (one.people, one.area, one.building))
        people, done = sum(one.people for one in group), sum(one.done for one in group)
        found.append(replace(first, people=people, done=done, parts=sum(one.parts for one in group)))
    return found


def _metres(units: Sequence[Unit]) -> list[tuple[float, float]]:
    """Metres east and north of the south-western corner: squares that grow come to hold everybody."""
    (points,) = plane(np.array([(one.lon, one.lat) for one in units], float).reshape(-1, 2))
    return [(float(east), float(north)) for east, north in points - points.min(axis=0, initial=np.inf)]


def spots_of(of: Round, units: Sequence[Unit], wish: Wish, tables: int) -> tuple[list[Spot], dict[str, int]]:
    """Where stations can stand, with the tables there is room for; and by the name of a spot the tables that work.

    Stations of the round stay where they are. Beside them stand those of the list; without a list a station can
    stand wherever people live, at most one in a square of half the longest walk.
    """
    running: dict[str, int] = {}
    found: list[Spot] = []
    rows = list(Station.objects.filter(round=of, closed_at=None).order_by("area", "name"))
    middles = locate({one.area for one in rows})
    for one in rows:
        lon, lat = (one.lon, one.lat) if one.lon is not None else middles.get(one.area, (None, None))
        if lon is None or lat is None:
            continue
        key = f"station:{one.id}"
        running[key] = one.tables
        found.append(Spot(key, one.area, lon, lat, max(tables, one.tables)))
    if wish.spots:
        taken = {(one.area, one.name) for one in rows}
        return [*found, *(one for one in wish.spots if (one.area, one.name) not in taken)], running
    return [*found, *_where_people_live(units, wish.walk_m / 2, tables)], running


def _where_people_live(units: Sequence[Unit], side: float, tables: int) -> list[Spot]:
    while True:
        best: dict[tuple[int, int], Unit] = {}
        for unit, (east, north) in zip(units, _metres(units), strict=True):
            cell = int(east // side), int(north // side)
            if cell not in best or unit.people > best[cell].people:
                best[cell] = unit
        if len(best) <= MOST_SPOTS:
            break
        side *= _STEP
    return [
        Spot(f"{one.area}|{one.building}", one.area, one.lon, one.lat, tables)
        for one in best.values()
        if one.lon is not None and one.lat is not None
    ]

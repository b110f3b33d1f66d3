"""What a zone is drawn for: homes of cases, places they visited, homes of close contacts, each in its unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import numpy as np

from fangxian.response.casework.models import Case, Contact, ContactKind, Visit
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.containment.models import Dweller
from fangxian.response.containment.queries.units import Tree
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Place
from fangxian.science.logistics.geometry import plane

KINDS: Final = ("case", "visit", "contact")
"""What a point can be."""

NEAREST: Final = 100.0
"""Metres within which a place that has coordinates is taken to stand in a building."""

COMMUNITY: Final = 3
"""Level of a community or village; a point known no more exactly than this is asked for its building."""


@dataclass(frozen=True, slots=True)
class Point:
    """A case's home, a place it visited, or a close contact's home.

    Attributes
    ----------
    row : int
        Row of the smallest unit known.
    level : int
        Of that unit.
    person : UUID or None
        Whose home it is.
    """

    kind: str
    label: str
    row: int
    level: int
    person: UUID | None = None
    lon: float | None = None
    lat: float | None = None

    @property
    def exact(self) -> bool:
        """Whether its building or compound is known."""
        return self.level < COMMUNITY


def points(incident: Incident, held: Tree, take: Iterable[str], now: datetime) -> list[Point]:
    """Points of an incident inside the tree, of the kinds wanted; the visits of the longest incubation."""
    wanted = set(take)
    found: list[Point] = []
    cases = Case.objects.filter(incident=incident).exclude(classification="excluded")
    if "case" in wanted:
        rows = cases.values_list("person", "number", "person__residence", "area")
        found += _homes("case", list(rows), held)
    if "contact" in wanted:
        close = Contact.objects.filter(incident=incident, kind=ContactKind.CLOSE, ended_at=None, became_case_at=None)
        found += _homes("contact", list(close.values_list("person", "number", "person__residence", "area")), held)
    if "visit" in wanted:
        pack = pack_in_force(incident.id, now)
        days = pack.incubation.max_days if pack is not None and pack.incubation is not None else None
        visits = Visit.objects.filter(incident=incident, voided_at=None, person__in=cases.values("person"))
        if days is not None:
            visits = visits.filter(began_at__gte=now - timedelta(days=days))
        visits = visits.exclude(category__in=(Place.Category.HOME, Place.Category.TRANSPORT))
        places = Place.objects.filter(id__in=visits.values("place")).order_by("name")
        found += _places(list(places), held)
    return found


def _homes(kind: str, rows: Sequence[tuple[UUID, str, str, str]], held: Tree) -> list[Point]:
    dwellings = dict(
        Dweller.objects.filter(person__in=[person for person, *_rest in rows]).values_list("person", "unit")
    )
    found = []
    for person, number, residence, area in rows:
        row = held.row_of_unit(dwellings[person]) if person in dwellings else -1
        if row < 0:
            row = held.row_of_area(residence or area)
        if row >= 0:
            found.append(_point(kind, number, row, held, person))
    return found


def _places(places: Sequence[Place], held: Tree) -> list[Point]:
    placed = [place for place in places if place.lon is not None and place.lat is not None]
    near = _nearest(np.array([(place.lon, place.lat) for place in placed], np.float64).reshape(-1, 2), held)
    rows = dict(zip((place.id for place in placed), near.tolist(), strict=True))
    found = []
    for place in places:
        row = rows.get(place.id, -1)
        row = row if row >= 0 else held.row_of_area(place.area)
        if row >= 0:
            found.append(_point("visit", place.name, row, held, None, place.lon, place.lat))
    return found


def _point(
    kind: str, label: str, row: int, held: Tree, person: UUID | None, lon: float | None = None, lat: float | None = None
) -> Point:
    if lon is None and held.units.place is not None and np.isfinite(held.units.place[row]).all():
        lon, lat = (float(value) for value in held.units.place[row])
    return Point(kind, label, row, int(held.units.level[row]), person, lon, lat)


def _nearest(places: np.ndarray, held: Tree) -> np.ndarray:
    """Row of the nearest building of each place; -1 where none is near."""
    found = np.full(len(places), -1, np.int64)
    if held.units.place is None or not len(places):
        return found
    rows = np.flatnonzero((held.units.level == 1) & np.isfinite(held.units.place).all(axis=1))
    if not len(rows):
        return found
    here, there = plane(places, held.units.place[rows])
    order = np.argsort(there[:, 1], kind="stable")
    north = there[order, 1]
    for number, (x, y) in enumerate(here):
        first, last = np.searchsorted(north, (y - NEAREST, y + NEAREST))
        some = order[first:last]
        if len(some):
            far = np.hypot(there[some, 0] - x, there[some, 1] - y)
            best = int(far.argmin())
            if far[best] <= NEAREST:
                found[number] = rows[some[best]]
    return found

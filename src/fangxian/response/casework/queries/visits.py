"""The trajectory of a person, and what is owed for the places on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from fangxian.response.casework.infectious import Period
from fangxian.response.casework.models import Case, Contact, Visit
from fangxian.response.casework.trajectory import Gap, Stop, line
from fangxian.response.jurisdiction.queries import locate
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import TaskRow
from fangxian.response.registry.models import Place

MOST = 500
"""Visits of one person that a page shows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a trajectory for a page: a stop, or a gap."""

    stop: Stop[Visit] | None
    gap: Gap | None
    open_tasks: int = 0
    number: int = 0
    """Of the visit, from 1 in the order of time: what it is called on the map."""

    @property
    def visit(self) -> Visit | None:
        """The visit of a stop."""
        return None if self.stop is None else self.stop.stay

    @property
    def waking_minutes(self) -> float:
        """Waking time of a gap, in minutes."""
        return 0 if self.gap is None else self.gap.waking.total_seconds() / 60


def visits_of(incident: UUID, person: UUID) -> list[Visit]:
    """Visits of a person that stand, in the order of time."""
    rows = Visit.objects.filter(incident=incident, person=person, voided_at=None)
    return list(rows.order_by("began_at", "id")[:MOST])


def trajectory(visits: Sequence[Visit], period: Period | None, until: Any = None) -> list[Row]:
    """Visits with gaps and clashes; the infectious period is the time to be accounted for."""
    since = period.start if period is not None else None
    owed = _open_tasks(visit.place_id for visit in visits)
    numbers = count(1)
    return [
        Row(one, None, owed.get(one.stay.place_id, 0), next(numbers)) if isinstance(one, Stop) else Row(None, one)
        for one in line(visits, clock.zone(), since=since if visits else None, until=until if visits else None)
    ]


def route(rows: Sequence[Row]) -> dict[str, Any]:
    """The visits of a trajectory as points of a map, and the area around them.

    A place without coordinates stands in the middle of its area and is marked so. No map spans two provinces: then
    `area` is empty.
    """
    stays = [(row.number, row.visit) for row in rows if row.visit is not None]
    spots = {
        place.id: (place.lon, place.lat) for place in Place.objects.filter(id__in={stay.place_id for _n, stay in stays})
    }
    middles = locate({stay.place_area for _n, stay in stays})
    points = []
    for number, stay in stays:
        lon, lat = spots.get(stay.place_id, (None, None))
        exact = lon is not None
        if not exact:
            lon, lat = middles.get(stay.place_area, (None, None))
        if lon is not None:
            points.append(
                {
                    "n": number,
                    "place": stay.place_name,
                    "at": stay.began_at.isoformat(),
                    "lon": lon,
                    "lat": lat,
                    "exact": exact,
                }
            )
    return {
        "points": points,
        "missing": len(stays) - len(points),
        "area": _around(stay.place_area for _n, stay in stays),
    }


def _around(codes: Iterable[str]) -> str:
    """The district, else the city, else the province that areas have in common; empty where they have none."""
    held = set(codes)
    for length in (6, 4, 2):
        cut = {code[:length] for code in held}
        if len(cut) == 1 and all(len(code) >= length for code in held):
            return cut.pop()
    return ""


def also_there(visit: Visit) -> list[tuple[Visit, str]]:
    """Visits of others who were at the place at the same time, with the number each goes by in the incident."""
    end = visit.ended_at or visit.began_at
    rows = Visit.objects.filter(incident=visit.incident_id, place=visit.place_id, voided_at=None, began_at__lte=end)
    rows = rows.exclude(person=visit.person_id).select_related("person").order_by("began_at")[:MOST]
    there = [row for row in rows if (row.ended_at or row.began_at) >= visit.began_at]
    numbers = numbers_of(visit.incident_id, {row.person_id for row in there})
    return [(row, numbers.get(row.person_id, row.person.label)) for row in there]


def numbers_of(incident: UUID, persons: Iterable[UUID]) -> dict[UUID, str]:
    """Case number, else contact number, of persons."""
    wanted = list(persons)
    found = dict(Contact.objects.filter(incident=incident, person__in=wanted).values_list("person", "number"))
    found |= dict(Case.objects.filter(incident=incident, person__in=wanted).values_list("person", "number"))
    return found


def _open_tasks(places: Iterable[UUID]) -> dict[UUID, int]:
    subjects = {f"place:{place}": place for place in places}
    counts: dict[UUID, int] = {}
    for subject in TaskRow.objects.filter(subject__in=list(subjects), state="open").values_list("subject", flat=True):
        counts[subjects[subject]] = counts.get(subjects[subject], 0) + 1
    return counts

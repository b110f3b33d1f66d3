"""Load the register of buildings: where they stand, how many live there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.response.jurisdiction.models import Area, Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.testing.models import Building
from fangxian.response.testing.policies import PLAN
from fangxian.response.testing.scope import Scope

_BLOCK: Final = 2000


@dataclass(frozen=True, slots=True)
class House:
    """A building of a list; what a list does not say stays as it is. `line` is the row of the file."""

    area: str
    building: str
    people: str = ""
    lon: str = ""
    lat: str = ""
    line: int = 0


@dataclass(slots=True)
class Housed:
    """What came of a list: the buildings it names, and which rows stay out with the field and the reason."""

    scope: Scope = field(default_factory=Scope)
    loaded: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def load_buildings(houses: Iterable[House], *, by: Post | None = None) -> Housed:
    """Enter buildings, or what a list says anew of those entered before; a bad row keeps no other out.

    A row in an area where the post may not plan testing is refused like any other bad row.
    """
    rows = list(houses)
    known = set(Area.objects.filter(code__in={row.area for row in rows}).values_list("code", flat=True))
    result = Housed()
    good: dict[tuple[str, str], House] = {}
    for row in rows:
        problem = _problem(row, known, by)
        if problem is not None:
            result.refused.append((row.line, *problem))
        else:
            good[row.area, row.building] = row
    for names in (("people", "lon", "lat"), ("people",), ("lon", "lat"), ()):
        _store([row for row in good.values() if _said(row) == names], names)
    result.loaded = len(good)
    named: dict[str, tuple[str, ...]] = {}
    for area, name in sorted(good):
        named[area] = (*named.get(area, ()), name)
    result.scope = Scope(buildings=named)
    return result


def _said(row: House) -> tuple[str, ...]:
    return (("people",) if row.people else ()) + (("lon", "lat") if row.lon else ())


def _store(rows: list[House], names: tuple[str, ...]) -> None:
    made = [
        Building(
            area=row.area,
            name=row.building,
            people=int(row.people or 0),
            lon=float(row.lon) if row.lon else None,
            lat=float(row.lat) if row.lat else None,
        )
        for row in rows
    ]
    if names:
        Building.objects.bulk_create(
            made, _BLOCK, update_conflicts=True, unique_fields=["area", "name"], update_fields=names
        )
    else:
        Building.objects.bulk_create(made, _BLOCK, ignore_conflicts=True)


def _problem(row: House, known: set[str], by: Post | None) -> tuple[str, str] | None:
    """The field and the reason for which a row stays out; None where it is good."""
    if row.area not in known:
        return "area", _("There is no area with this code.")
    if by is not None and not may(by, PLAN, row.area):
        return "area", _("Your post may not plan testing in this area.")
    if not row.building or len(row.building) > 80 or "\x00" in row.building:
        return "building", _("A building has a name of up to 80 characters.")
    if row.people and not (row.people.isascii() and row.people.isdigit() and int(row.people) < 1_000_000):
        return "people", _("This is no number of people.")
    if (row.lon or row.lat) and not (_between(row.lon, 180) and _between(row.lat, 90)):
        return "lon", _("These are no degrees of longitude and latitude; both go together.")
    return None


def _between(text: str, most: int) -> bool:
    try:
        return -most <= float(text) <= most
    except ValueError:
        return False

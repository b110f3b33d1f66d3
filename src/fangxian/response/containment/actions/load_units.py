"""Load the list of buildings of an area, and say in which building somebody lives."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.containment.models import Dweller, Unit
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Area, Post
from fangxian.response.registry.models import Person

COLUMNS: Final = ("area", "compound", "building", "stairwell", "people", "lon", "lat")
"""Columns of a list of buildings; compound and stairwell, and the coordinates, may be empty."""

AT_ONCE: Final = 5000
_LONGEST: Final = 80


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of a list: units that it named, by whether they were there before."""

    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class _Row:
    area: str
    path: tuple[str, str, str]
    people: int
    lon: float | None
    lat: float | None


@transaction.atomic
def load_units(text: str, *, by: Post | None = None) -> Loaded:
    """Load a list of buildings (CSV with the columns :data:`COLUMNS`), one row a building or a stairwell.

    A unit that is there already gets the people and the place of the new list. Compounds and buildings that rows
    only lie in are made, with the people of their parts.

    Raises
    ------
    NotAllowed
        The post may not record in one of the areas.
    Invalid
        ``unit.column`` or ``unit.row``; names the row, the field and the rule.
    """
    rows = _read(text)
    for area in sorted({row.area for row in rows}):
        require_reporter(by, area)
    known = set(Area.objects.filter(code__in={row.area for row in rows}).values_list("code", flat=True))
    for number, row in enumerate(rows, 2):
        if row.area not in known:
            raise _bad(number, "area", _("is the code of an area"))
    new = changed = 0
    parents: dict[tuple[str, ...], Unit] = {}
    for depth, level in enumerate((Unit.Level.COMPOUND, Unit.Level.BUILDING, Unit.Level.STAIRWELL)):
        made = _level(rows, depth, level, parents)
        new, changed = new + made.new, changed + made.changed
    return Loaded(new, changed)


@transaction.atomic
def settle_person(person: Person, unit: Unit, *, by: Post | None = None) -> Dweller:
    """Say in which unit a case or contact lives. It is no fact of the outbreak and calls for no task.

    Raises
    ------
    NotAllowed
        The post may not record in the unit's area.
    """
    require_reporter(by, unit.area)
    return Dweller.objects.update_or_create(person=person, defaults={"unit": unit, "area": unit.area})[0]


def _level(rows: Sequence[_Row], depth: int, level: str, parents: dict[tuple[str, ...], Unit]) -> Loaded:
    """Write the units of one level; `parents` gets each under its area and path."""
    wanted: dict[tuple[str, ...], Unit] = {}
    for row in rows:
        if not row.path[depth]:
            continue
        key = (row.area, *row.path[: depth + 1])
        last = not any(row.path[depth + 1 :])
        unit = wanted.get(key)
        if unit is None:
            parent = _parent(key, parents)
            unit = wanted[key] = Unit(parent=parent, level=level, name=row.path[depth], area=row.area, people=0)
        unit.people += row.people
        if last or unit.lon is None:
            unit.lon, unit.lat = row.lon, row.lat
    held = {
        (one.area, one.parent_id, one.name): one
        for one in Unit.objects.filter(level=level, area__in={row.area for row in rows})
    }
    fresh, old = [], []
    for key, unit in wanted.items():
        there = held.get((unit.area, unit.parent_id, unit.name))
        if there is None:
            fresh.append(unit)
        else:
            there.people, there.lon, there.lat = unit.people, unit.lon, unit.lat
            old.append(there)
        parents[key] = there or unit
    Unit.objects.bulk_create(fresh, batch_size=AT_ONCE)
    Unit.objects.bulk_update(old, ["people", "lon", "lat"], batch_size=AT_ONCE)
    return Loaded(len(fresh), len(old))


def _parent(key: tuple[str, ...], parents: dict[tuple[str, ...], Unit]) -> Unit | None:
    """The unit around: the one named last before it."""
    for length in range(len(key) - 1, 1, -1):
        if key[length - 1]:
            return parents.get(key[:length])
    return None


def _read(text: str) -> list[_Row]:
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    missing = [name for name in ("area", "building", "people") if name not in (reader.fieldnames or ())]
    if missing:
        raise Invalid(
            "unit.column",
            _("The list has no column “%(missing)s”."),
            remedy=_("Its columns are: %(known)s."),
            field="file",
            missing=missing[0],
            known=", ".join(COLUMNS),
        )
    return [_row(number, one) for number, one in enumerate(reader, 2)]


def _row(number: int, said: dict[str, str | None]) -> _Row:
    cell = {name: " ".join((said.get(name) or "").split()) for name in COLUMNS}
    if not cell["area"]:
        raise _bad(number, "area", _("is the code of an area"))
    if not (cell["building"] or cell["compound"]) or (cell["stairwell"] and not cell["building"]):
        raise _bad(number, "building", _("names the building, or the compound alone"))
    for name in ("compound", "building", "stairwell"):
        if len(cell[name]) > _LONGEST:
            raise _bad(number, name, _("has at most 80 characters"))
    if not cell["people"].isdecimal() or int(cell["people"]) > 1_000_000:
        raise _bad(number, "people", _("is a whole number of people"))
    lon, lat = (_degrees(number, name, cell[name], most) for name, most in (("lon", 180), ("lat", 90)))
    if (lon is None) != (lat is None):
        raise _bad(number, "lon" if lon is None else "lat", _("is needed where the other one is given"))
    return _Row(cell["area"], (cell["compound"], cell["building"], cell["stairwell"]), int(cell["people"]), lon, lat)


def _degrees(number: int, name: str, text: str, most: int) -> float | None:
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not -most <= value <= most:
        raise _bad(number, name, _("is a number of degrees on the globe"))
    return value


def _bad(number: int, field: str, rule: object) -> Invalid:
    return Invalid(
        "unit.row",
        _("Row %(row)s, %(column)s: it %(rule)s."),
        remedy=_("Correct the row and load the list again; nothing was loaded."),
        field="file",
        row=number,
        column=field,
        rule=rule,
    )

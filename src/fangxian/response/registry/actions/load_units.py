"""Load a list of buildings into the register: where they stand, how many live there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final, LiteralString

from django.db import connection, transaction
from django.utils.translation import gettext as _

from fangxian.response.jurisdiction.models import Area, Post
from fangxian.response.registry.models import Unit
from fangxian.response.registry.units import homes, may_list_units

_BLOCK: Final = 2000
_LONGEST: Final = 80
_LEVELS: Final = (Unit.Level.COMPOUND, Unit.Level.BUILDING, Unit.Level.STAIRWELL)

# What lies around the parts of a list has the people of all its parts, and stands in their middle unless a list says.
_ADD_UP: LiteralString = """
    UPDATE registry_unit AS u SET people = p.people, lon = coalesce(u.lon, p.lon), lat = coalesce(u.lat, p.lat)
    FROM (
        SELECT parent_id, sum(people) AS people, avg(lon) AS lon, avg(lat) AS lat
        FROM registry_unit WHERE parent_id = ANY(%s) GROUP BY parent_id
    ) AS p
    WHERE u.id = p.parent_id
"""

Key = tuple[str, str]
"""Area and label of a unit."""


@dataclass(frozen=True, slots=True)
class House:
    """A row of a list: a building, a stairwell of one, or a compound whose buildings are not known.

    What a list does not say of a unit stays as it is. `line` is the row of the file.
    """

    area: str
    building: str = ""
    people: str = ""
    lon: str = ""
    lat: str = ""
    line: int = 0
    compound: str = ""
    stairwell: str = ""

    @property
    def path(self) -> tuple[str, str, str]:
        """Compound, building, stairwell; empty where there is none."""
        compound, building, stairwell = (
            " ".join(name.split()) for name in (self.compound, self.building, self.stairwell)
        )
        return compound, building, stairwell

    @property
    def key(self) -> Key:
        """Area and label of what the row is about."""
        return self.area, " ".join(filter(None, self.path))

    def units(self) -> Iterator[Unit]:
        """What the row names, the widest first: what lies around it, and itself with its figures."""
        label = ""
        for level, name in zip(_LEVELS, self.path, strict=True):
            if name:
                label = f"{label} {name}".strip()
                unit = Unit(area=self.area, level=level, name=name, label=label)
                if (self.area, label) == self.key:
                    unit.people = int(self.people or 0)
                    unit.lon, unit.lat = (float(self.lon), float(self.lat)) if self.lon else (None, None)
                yield unit

    @property
    def said(self) -> tuple[str, ...]:
        """The figures that the row gives."""
        return (("people",) if self.people else ()) + (("lon", "lat") if self.lon else ())


@dataclass(slots=True)
class Housed:
    """What came of a list.

    Attributes
    ----------
    loaded : int
        Units that it is about.
    refused : list
        Rows that stay out: line, field, reason.
    homes : dict
        Labels of the buildings that it names, or that lie in what it names, by the code of their area.
    """

    loaded: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)
    homes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@transaction.atomic
def load_units(houses: Iterable[House], *, by: Post | None = None) -> Housed:
    """Enter buildings, or what a list says anew of those entered before; a bad row keeps no other out.

    Compounds and buildings that rows only lie in are made, with the people of their parts. A row in an area where
    the post may enter no buildings is refused like any other bad row.
    """
    rows = list(houses)
    areas = {row.area for row in rows}
    known = set(Area.objects.filter(code__in=areas).values_list("code", flat=True))
    levels: dict[Key, str] = {
        (area, label): level
        for area, label, level in Unit.objects.filter(area__in=known).values_list("area", "label", "level")
    }
    open_to = {area for area in known if by is None or may_list_units(by, area)}
    result, good = Housed(), dict[Key, House]()
    for row in rows:
        problem = _problem(row, known, open_to) or _level_problem(row, levels)
        if problem is not None:
            result.refused.append((row.line, *problem))
        else:
            good[row.key] = row
    _store(good)
    result.loaded, result.homes = len(good), _homes(good)
    return result


def _store(good: dict[Key, House]) -> None:
    """Write what the rows name level by level, then add up what lies around them."""
    ids: dict[Key, int] = {}
    around: list[set[int]] = []
    for level in _LEVELS:
        wanted: dict[Key, tuple[Unit, tuple[str, ...]]] = {}
        for row in good.values():
            for unit in row.units():
                key = (unit.area, unit.label)
                own = key == row.key
                if unit.level == level and (own or key not in wanted):
                    unit.parent_id = ids.get((unit.area, unit.label.removesuffix(unit.name).strip()))
                    wanted[key] = (unit, row.said if own else ())
        for said in {said for _unit, said in wanted.values()}:
            _write([unit for unit, own in wanted.values() if own == said], said)
        if wanted:
            areas = {area for area, _label in wanted}
            rows = Unit.objects.filter(area__in=areas, level=level).values_list("area", "label", "id")
            ids |= {(area, label): id_ for area, label, id_ in rows if (area, label) in wanted}
        around.append({unit.parent_id for unit, _said in wanted.values() if unit.parent_id is not None})
    stated = {ids[key] for key, row in good.items() if row.people}
    with connection.cursor() as cursor:
        for parents in reversed(around):
            cursor.execute(_ADD_UP, [sorted(parents - stated)])


def _write(units: list[Unit], said: tuple[str, ...]) -> None:
    if said:
        Unit.objects.bulk_create(
            units, _BLOCK, update_conflicts=True, unique_fields=["area", "label"], update_fields=said
        )
    else:
        Unit.objects.bulk_create(units, _BLOCK, ignore_conflicts=True)


def _homes(good: dict[Key, House]) -> dict[str, tuple[str, ...]]:
    """What is tested where a list says it: its buildings; of a stairwell the building, of a compound its buildings."""
    wanted = {area for area, _label in good}
    named = {(row.area, unit.label) for row in good.values() for unit in row.units() if unit.level != _LEVELS[2]}
    alone = {key for key, row in good.items() if not row.path[1]}
    found: dict[str, set[str]] = {}
    rows = homes(Unit.objects.filter(area__in=wanted)).values_list("area", "label", "parent__label")
    for area, label, compound in rows:
        if (area, label) in named or (area, compound) in alone:
            found.setdefault(area, set()).add(label)
    return {area: tuple(sorted(found[area])) for area in sorted(found)}


def _problem(row: House, known: set[str], open_to: set[str]) -> tuple[str, str] | None:
    """The field and the reason for which a row stays out; None where it is good."""
    if row.area not in known:
        return "area", _("There is no area with this code.")
    if row.area not in open_to:
        return "area", _("Your post may not enter buildings of this area.")
    return _name_problem(row) or _figure_problem(row)


def _name_problem(row: House) -> tuple[str, str] | None:
    compound, building, stairwell = row.path
    label = row.key[1]
    if not (building or compound) or (stairwell and not building):
        return "building", _("A row names the building, or the compound alone.")
    if len(label) > _LONGEST or "\x00" in label:
        return "building", _("Compound, building and stairwell together have up to 80 characters.")
    return None


def _figure_problem(row: House) -> tuple[str, str] | None:
    if row.people and not (row.people.isascii() and row.people.isdigit() and int(row.people) < 1_000_000):
        return "people", _("This is no number of people.")
    if (row.lon or row.lat) and not (_between(row.lon, 180) and _between(row.lat, 90)):
        return "lon", _("These are no degrees of longitude and latitude; both go together.")
    return None


def _level_problem(row: House, levels: dict[Key, str]) -> tuple[str, str] | None:
    """Why a row cannot stay where another unit has its name; the names of a good one are taken from here on."""
    units = list(row.units())
    for unit in units:
        level = levels.get((unit.area, unit.label), unit.level)
        if level != unit.level:
            held = Unit.Level(level).label
            return unit.level, _("“%(name)s” is the name of a %(held)s here.") % {"name": unit.label, "held": held}
    levels.update({(unit.area, unit.label): unit.level for unit in units})
    return None


def _between(text: str, most: int) -> bool:
    try:
        return -most <= float(text) <= most
    except ValueError:
        return False

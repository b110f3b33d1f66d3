"""A zone drawn four ways: computed, from a list of buildings, from a ring on the map, from an area code."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import numpy as np
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.schema.zone import ZoneKind
from fangxian.response.containment.actions.propose_zone import Covered
from fangxian.response.containment.queries.points import Point, points
from fangxian.response.containment.queries.units import LEVELS, Tree, tree
from fangxian.response.ledger.language import chinese
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.units import units_in
from fangxian.science.logistics.errors import Language, Reason
from fangxian.science.logistics.zones import Points, Units, ZoneProposal, ZoneRule, propose_zones

WAYS: Final = {
    "computed": _("computed from cases, visits and contacts"),
    "list": _("a list of buildings"),
    "ring": _("drawn on the map"),
    "area": _("the whole area"),
}
"""How the scope of a zone is named."""

_LINE: Final = re.compile(r"[\n;；]+")


@dataclass(frozen=True, slots=True)
class DrawnZone:
    """One unit of a proposal, with what speaks for it."""

    name: str
    code: str
    unit: str
    level: str
    people: int
    estimated: bool
    counts: dict[str, int]
    reason: Reason | None
    larger: int
    lon: float | None
    lat: float | None

    @property
    def why(self) -> str:
        """Why this unit and not its parts, in the reader's language."""
        return self.reason.text(_language()) if self.reason is not None else ""

    @property
    def per_case(self) -> float | None:
        """People confined for each case; None for no case."""
        return self.people / self.counts["case"] if self.counts["case"] else None


@dataclass(frozen=True, slots=True)
class Alternative:
    """The same points covered by units of one level."""

    level: str
    allowed: bool
    zones: int
    people: int
    cases: int
    uncovered: int
    estimated: bool

    @property
    def per_case(self) -> float | None:
        """People confined for each case covered; None for none."""
        return self.people / self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a zone would cover.

    Attributes
    ----------
    uncovered : sequence of (Point, str)
        Points in no zone, each with the reason.
    alternatives : sequence of Alternative
        The same points, level by level; only where it is computed.
    points : sequence of Point
        Everything it was weighed on.
    area : str
        Where it was looked for.
    """

    area: str
    zones: Sequence[DrawnZone]
    uncovered: Sequence[tuple[Point, str]]
    alternatives: Sequence[Alternative]
    points: Sequence[Point]
    ring: Sequence[Sequence[float]] | None = None

    @property
    def people(self) -> int:
        """Everyone confined."""
        return sum(zone.people for zone in self.zones)

    @property
    def estimated(self) -> bool:
        """Whether part of `people` is an estimate."""
        return any(zone.estimated for zone in self.zones)

    def count(self, kind: str) -> int:
        """Points of a kind inside."""
        return sum(zone.counts[kind] for zone in self.zones)

    @property
    def per_case(self) -> float | None:
        """People confined for each case covered; None for none."""
        cases = self.count("case")
        return self.people / cases if cases else None

    @property
    def inexact(self) -> list[Point]:
        """Homes of which only the community is known."""
        return [point for point in self.points if point.person is not None and not point.exact]

    def covered(self) -> Covered:
        """As a proposal keeps it."""
        units: list[dict[str, Any]] = [
            {
                "id": zone.unit, "area": zone.code, "name": zone.name, "level": zone.level, "people": zone.people,
                "reason": [zone.reason.code, zone.reason.context] if zone.reason else None,
                "estimated": zone.estimated, "lon": zone.lon, "lat": zone.lat,
            }
            for zone in self.zones
        ]  # fmt: skip
        return Covered(
            units=units, shape=self.ring, people=self.people, estimated=self.estimated, cases=self.count("case"),
            visits=self.count("visit"), contacts=self.count("contact"),
        )  # fmt: skip


def draw(
    incident: Incident,
    scope: str,
    kind: ZoneKind,
    *,
    way: str = "computed",
    take: Sequence[str] = ("case",),
    price: float | None = None,
    named: str = "",
    ring: Sequence[Sequence[float]] | None = None,
    now: datetime,
) -> Drawing:
    """Draw a zone of a kind in an area.

    Parameters
    ----------
    way : str
        One of :data:`WAYS`.
    take : sequence of str
        Which points it is computed from: ``case``, ``visit``, ``contact``.
    price : float or None
        People who may be confined at most to cover one point; None: everything is covered.
    named : str
        Buildings of a list, one a line.
    ring : sequence of pairs or None
        Corners in degrees.

    Raises
    ------
    Invalid
        A building of the list is not known, or the ring has fewer than three corners.
    """
    held = tree(scope)
    if way == "computed":
        return _computed(incident, held, kind, take, price, now)
    rows = {
        "list": lambda: _named(scope, held, named),
        "ring": lambda: _inside(held, ring or ()),
        "area": lambda: [held.row_of_area(scope)],
    }[way]()
    found = points(incident, held, ("case", "visit", "contact"), now)
    zones = _drawn(held, rows, found, {})
    return Drawing(scope, zones, (), (), found, ring if way == "ring" else None)


def _computed(
    incident: Incident, held: Tree, kind: ZoneKind, take: Sequence[str], price: float | None, now: datetime
) -> Drawing:
    found = points(incident, held, take, now)
    if not found:
        return Drawing(held.codes[0], (), (), (), ())
    units, kept = _around(held.units, [point.row for point in found])
    given = Points(
        unit=np.searchsorted(kept, [point.row for point in found]),
        weight=np.ones(len(found)),
        case=np.array([point.kind == "case" for point in found]),
    )
    allowed = {LEVELS.index(unit) for unit in kind.units if unit in LEVELS}
    limit = math.inf if price is None else price
    chosen = propose_zones(units, given, ZoneRule(frozenset(allowed), price=limit))
    alternatives = [
        _alternative(
            held.estimated[kept], number, number in allowed, propose_zones(units, given, ZoneRule(frozenset({number})))
        )
        for number in sorted(set(held.units.level.tolist()) & set(range(len(LEVELS))))
    ]
    why = {int(kept[zone.unit]): zone.reason for zone in chosen.zones}
    zones = _drawn(held, list(why), found, why)
    uncovered = [(found[number], reason.text(_language())) for number, reason in chosen.uncovered.items()]
    return Drawing(held.codes[0], zones, uncovered, alternatives, found)


def _around(units: Units, rows: Sequence[int]) -> tuple[Units, np.ndarray]:
    """The units of points and those around them, and their rows: no other can be part of a proposal."""
    wanted: set[int] = set()
    for row in rows:
        unit = row
        while unit >= 0 and unit not in wanted:
            wanted.add(unit)
            unit = int(units.parent[unit])
    kept = np.array(sorted(wanted), np.int64)
    above = units.parent[kept]
    parent = np.where(above >= 0, np.searchsorted(kept, above), -1)
    return Units(parent=parent, level=units.level[kept], people=units.people[kept]), kept


def _alternative(estimated: np.ndarray, level: int, allowed: bool, proposal: ZoneProposal) -> Alternative:
    return Alternative(
        LEVELS[level], allowed, len(proposal.zones), proposal.people, sum(zone.cases for zone in proposal.zones),
        len(proposal.uncovered), any(bool(estimated[zone.unit]) for zone in proposal.zones),
    )  # fmt: skip


def _drawn(held: Tree, rows: Sequence[int], found: Sequence[Point], why: dict[int, Reason]) -> list[DrawnZone]:
    counts: dict[int, Counter[str]] = {row: Counter() for row in rows}
    for point in found:
        row = point.row
        while row >= 0 and row not in counts:
            row = int(held.units.parent[row])
        if row >= 0:
            counts[row][point.kind] += 1
    described = held.described(rows)
    zones = []
    for row in rows:
        name, code, unit = described.get(row, ("", "", ""))
        above = int(held.units.parent[row])
        lon, lat = _middle(held, row)
        level = int(held.units.level[row])
        zones.append(
            DrawnZone(
                name, code, unit, LEVELS[level] if level < len(LEVELS) else "county", int(held.units.people[row]),
                bool(held.estimated[row]), {kind: counts[row][kind] for kind in ("case", "visit", "contact")},
                why.get(row), int(held.units.people[above]) if above >= 0 else -1, lon, lat,
            )
        )  # fmt: skip
    return zones


def _middle(held: Tree, row: int) -> tuple[float | None, float | None]:
    if held.units.place is None or not np.isfinite(held.units.place[row]).all():
        return None, None
    return float(held.units.place[row, 0]), float(held.units.place[row, 1])


def _named(scope: str, held: Tree, text: str) -> list[int]:
    """Rows of the buildings of a list: each line a name, with those of the compound and building before it."""
    lines = [" ".join(line.split()) for line in _LINE.split(text) if line.strip()]
    if not lines:
        raise Invalid("zone.list_empty", _("No building is named."), remedy=_("Name one a line."), field="named")
    known: dict[str, list[int]] = {}
    for unit in units_in(scope).filter(Q(label__in=lines) | Q(name__in=lines)):
        for called in {unit.label, unit.name}:
            known.setdefault(called, []).append(unit.id)
    for number, line in enumerate(lines, 1):
        if len(known.get(line, ())) != 1:
            raise Invalid(
                "zone.list_unknown",
                _("Line %(row)s: “%(name)s” names %(count)s units of the list of buildings."),
                remedy=_("Write compound, building and stairwell with blanks between, as the list has them."),
                field="named",
                row=number,
                name=line,
                count=len(known.get(line, ())),
            )
    rows = [held.row_of_unit(known[line][0]) for line in lines]
    return _outermost(held, list(dict.fromkeys(rows)))


def _inside(held: Tree, ring: Sequence[Sequence[float]]) -> list[int]:
    """Rows of the units whose point lies in the ring: buildings and compounds, else communities."""
    if len(ring) < 3:
        raise Invalid(
            "zone.ring", _("A ring has at least three corners."), remedy=_("Click on the map to add corners."),
            field="ring",
        )  # fmt: skip
    place = held.units.place
    inside = within_ring(place, ring) if place is not None else np.zeros(len(held.units.parent), bool)
    low = np.flatnonzero(inside & (held.units.level <= 2))
    if not len(low):
        low = np.flatnonzero(inside & (held.units.level == 3))
    return _outermost(held, low.tolist())


def within_ring(places: np.ndarray, ring: Sequence[Sequence[float]]) -> np.ndarray:
    """Which points lie inside a ring (even-odd rule); those without coordinates do not."""
    inside = np.zeros(len(places), bool)
    x, y = places[:, 0], places[:, 1]
    corners = [(float(lon), float(lat)) for lon, lat in ring]
    for (x1, y1), (x2, y2) in zip(corners, corners[1:] + corners[:1], strict=True):
        if y1 == y2:
            continue
        crosses = ((y1 > y) != (y2 > y)) & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
        inside ^= crosses
    return inside


def _outermost(held: Tree, rows: Sequence[int]) -> list[int]:
    """Those of the rows that lie in no other of them."""
    wanted = set(rows)
    found = []
    for row in rows:
        above = int(held.units.parent[row])
        while above >= 0 and above not in wanted:
            above = int(held.units.parent[above])
        if above < 0:
            found.append(row)
    return found


def _language() -> Language:
    return "zh" if chinese() else "en"

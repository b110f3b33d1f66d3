"""Zones: the smallest units that cover cases and visits, with the people confined for each.

A tree of units (stairwell, building, compound, community, street …) and points on it are given. Any set of units of
which none contains another is a possible proposal. The one with the least burden is found exactly, from the leaves
up: a unit is either taken whole, or left to its parts, or left uncovered, whichever burdens least,

    burden(u) = min(people(u) + zone,  Σ burden(part) + price · own weight(u),  price · weight(u)),

where ``zone`` is the burden of running one more zone, and ``price`` the people that may be confined to cover a weight
of 1. One pass over the levels, in time proportional to the units.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fangxian.science.city.arrays import F64, I64, Bool
from fangxian.science.logistics.errors import LogisticsError, Reason, require
from fangxian.science.logistics.geometry import near, plane


@dataclass(frozen=True, slots=True)
class Units:
    """The units of an area, as a tree. A unit is named by its row.

    Attributes
    ----------
    parent : int64[n]
        Row of the unit that contains it; -1 for none.
    level : int64[n]
        What it is, as a number of the caller's: larger is larger (0 stairwell, 1 building …).
    people : int64[n]
        Who lives in it, its parts included.
    place : float64[n, 2], optional
        Longitude and latitude (degrees); ``nan`` where unknown.
    """

    parent: I64
    level: I64
    people: I64
    place: F64 | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """Cases and exposure places.

    Attributes
    ----------
    unit : int64[m]
        Row of the smallest unit known for each.
    weight : float64[m]
        How much it counts, 0 or more: 1 a case; a visit what the caller holds it to be worth.
    case : bool[m]
        True for a case, false for a visit.
    """

    unit: I64
    weight: F64
    case: Bool


@dataclass(frozen=True, slots=True)
class ZoneRule:
    """What may be sealed.

    Attributes
    ----------
    levels : frozenset of int
        Levels of units that may be a zone.
    price : float
        People who may be confined at most to cover a weight of 1; ``inf``: everything is covered.
    zone : float
        Burden of one more zone to guard and supply, in people.
    whole_from : mapping of int to int
        By level: from how many affected parts on a unit is taken whole. A level not named has no such rule.
    """

    levels: frozenset[int]
    price: float = math.inf
    zone: float = 0.0
    whole_from: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Zone:
    """One unit proposed, with what speaks for it.

    Attributes
    ----------
    unit : int
        Row of the unit.
    people : int
        People confined.
    cases, visits : int
        Points in it.
    weight : float
        Their weight.
    reason : Reason
        Why this unit and not its parts.
    larger : int
        People who would be confined in the unit around it; -1 where there is none.
    """

    unit: int
    people: int
    cases: int
    visits: int
    weight: float
    reason: Reason
    larger: int

    @property
    def people_per_case(self) -> float:
        """People confined for each case; ``inf`` for none."""
        return self.people / self.cases if self.cases else math.inf


@dataclass(frozen=True, slots=True)
class ZoneProposal:
    """Zones, and what they leave out.

    Attributes
    ----------
    zones : tuple of Zone
        By row of the unit; none contains another.
    uncovered : dict of int to Reason
        Points (by number) in no zone.
    burden : float
        Least possible: people + zone burdens + price times weight left out.
    """

    zones: tuple[Zone, ...]
    uncovered: dict[int, Reason]
    burden: float

    @property
    def people(self) -> int:
        """Everyone confined."""
        return sum(zone.people for zone in self.zones)

    @property
    def people_per_case(self) -> float:
        """People confined for each case covered; ``inf`` for none."""
        cases = sum(zone.cases for zone in self.zones)
        return self.people / cases if cases else math.inf


@dataclass(slots=True)
class _Sums:
    """What is known of every unit, from the leaves up."""

    weight: F64
    cases: I64
    visits: I64
    burden: F64
    parts: F64
    taken: Bool
    whole: Bool
    hit: I64


def propose_zones(units: Units, points: Points, rule: ZoneRule) -> ZoneProposal:
    """Find the zones of least burden.

    Parameters
    ----------
    units : Units
        The tree.
    points : Points
        What is to be covered.
    rule : ZoneRule
        What may be sealed, and at what price.

    Raises
    ------
    LogisticsError
        ``input.row`` with the row of the unit or point.
    """
    layers = _checked(units, points, rule)
    price = rule.price if math.isfinite(rule.price) else _beyond(units, points, rule)
    sums = _climb(units, points, rule, price, layers)
    within = np.full(len(units.parent), -1, np.int64)
    for rows in layers:  # from the roots down: whatever the unit around lies in, or a zone of its own
        above = units.parent[rows]
        zone = np.where(above >= 0, within[above], -1)
        # Where leaving a unit out costs least, everything below it is left out as well.
        left = (zone == -2) | ((zone == -1) & ~sums.taken[rows] & (sums.parts[rows] > sums.burden[rows]))
        within[rows] = np.where(zone >= 0, zone, np.where(left, -2, np.where(sums.taken[rows], rows, -1)))
    chosen = np.flatnonzero(within == np.arange(len(within)))
    zones = tuple(_zone(units, rule, sums, int(row)) for row in chosen)
    roots = units.parent < 0
    uncovered = _uncovered(units, points, rule, within)
    return ZoneProposal(zones, uncovered, float(sums.burden[roots].sum()))


def surroundings(units: Units, zones: Sequence[int], level: int, within_metres: float) -> I64:
    """Units of a level, outside the zones, that stand within a distance of a unit inside them: the ring around.

    Parameters
    ----------
    units : Units
        With places.
    zones : sequence of int
        Rows of the zones' units.
    level : int
        Level of the units wanted.
    within_metres : float
        Straight distance from any placed unit of a zone.
    """
    if units.place is None:
        raise LogisticsError("input.shape", field="place", found=None, wanted=(len(units.parent), 2))
    inside = np.zeros(len(units.parent), bool)
    inside[np.asarray(zones, np.int64)] = True
    for rows in _layers(units):
        above = units.parent[rows]
        inside[rows] |= (above >= 0) & inside[above]
    placed = np.isfinite(units.place).all(axis=1)
    holds = inside.copy()  # a unit around a zone is no neighbour of it
    for rows in reversed(_layers(units)):
        below = rows[holds[rows] & (units.parent[rows] >= 0)]
        holds[units.parent[below]] = True
    wanted = np.flatnonzero((units.level == level) & ~holds & placed)
    targets, sources = plane(units.place[wanted], units.place[inside & placed])
    return np.asarray(wanted[near(targets, sources, within_metres)])


def _climb(units: Units, points: Points, rule: ZoneRule, price: float, layers: list[I64]) -> _Sums:
    count = len(units.parent)
    own: F64 = np.bincount(points.unit, points.weight, count).astype(np.float64)
    cases = np.bincount(points.unit[points.case], minlength=count)
    visits = np.bincount(points.unit[~points.case], minlength=count)
    no = np.zeros(count, bool)
    parts: F64 = price * own
    sums = _Sums(own.copy(), cases, visits, np.zeros(count), parts, no, no.copy(), np.zeros(count, np.int64))
    allowed = np.isin(units.level, sorted(rule.levels))
    limit = np.full(count, np.iinfo(np.int64).max)
    for level, many in rule.whole_from.items():
        limit[units.level == level] = many
    for rows in reversed(layers):
        touched = rows[sums.cases[rows] + sums.visits[rows] > 0]
        sums.whole[touched] = allowed[touched] & (sums.hit[touched] >= limit[touched])
        take = np.where(allowed[touched], units.people[touched] + rule.zone, math.inf)
        sums.parts[touched] = np.where(sums.whole[touched], math.inf, sums.parts[touched])
        other = np.minimum(sums.parts[touched], price * sums.weight[touched])
        sums.burden[touched] = np.minimum(take, other)
        sums.taken[touched] = take <= other
        _add_up(units, sums, touched)
    return sums


def _add_up(units: Units, sums: _Sums, rows: I64) -> None:
    below = rows[units.parent[rows] >= 0]
    above = units.parent[below]
    for values in (sums.weight, sums.cases, sums.visits):
        np.add.at(values, above, values[below])
    np.add.at(sums.parts, above, sums.burden[below])
    np.add.at(sums.hit, above, 1)


def _zone(units: Units, rule: ZoneRule, sums: _Sums, row: int) -> Zone:
    people = int(units.people[row])
    hit = int(sums.hit[row])
    if sums.whole[row]:
        reason = Reason("zones.spread", {"hit": hit, "limit": rule.whole_from[int(units.level[row])]})
    elif hit > 1 and sums.parts[row] < math.inf and _parts_allowed(units, rule, sums, row):
        apart = int(units.people[_hit_parts(units, sums, row)].sum())
        reason = Reason("zones.joined", {"parts": hit, "people": people, "apart": apart})
    else:
        reason = Reason("zones.smallest")
    parent = int(units.parent[row])
    larger = int(units.people[parent]) if parent >= 0 else -1
    return Zone(row, people, int(sums.cases[row]), int(sums.visits[row]), float(sums.weight[row]), reason, larger)


def _hit_parts(units: Units, sums: _Sums, row: int) -> I64:
    return np.flatnonzero((units.parent == row) & (sums.cases + sums.visits > 0))


def _parts_allowed(units: Units, rule: ZoneRule, sums: _Sums, row: int) -> bool:
    """Whether the unit's points all lie in parts that may be zones themselves."""
    parts = _hit_parts(units, sums, row)
    inside = sums.cases[parts].sum() + sums.visits[parts].sum()
    return set(units.level[parts].tolist()) <= rule.levels and inside == sums.cases[row] + sums.visits[row]


def _uncovered(units: Units, points: Points, rule: ZoneRule, within: I64) -> dict[int, Reason]:
    found: dict[int, Reason] = {}
    for point in np.flatnonzero(within[points.unit] < 0):
        unit = int(points.unit[point])
        while unit >= 0 and int(units.level[unit]) not in rule.levels:
            unit = int(units.parent[unit])
        if unit < 0:
            found[int(point)] = Reason("zones.no_unit")
        else:
            values = {"people": int(units.people[unit]), "weight": float(points.weight[point]), "price": rule.price}
            found[int(point)] = Reason("zones.not_worth", values)
    return found


def _beyond(units: Units, points: Points, rule: ZoneRule) -> float:
    """A price at which leaving anything out costs more than sealing everything."""
    smallest = points.weight[points.weight > 0].min(initial=1.0)
    roots = units.people[units.parent < 0].sum()
    return float((roots * (len(rule.levels) + 1) + rule.zone * (len(points.unit) + 1) + 1) / smallest)


def _layers(units: Units) -> list[I64]:
    """Rows by depth, the roots first; rows on a ring are in none."""
    order = np.argsort(units.parent, kind="stable")
    ordered = units.parent[order]
    layers = [np.flatnonzero(units.parent < 0)]
    while len(layers[-1]):
        first = np.searchsorted(ordered, layers[-1], "left")
        last = np.searchsorted(ordered, layers[-1], "right")
        count = last - first
        starts = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
        layers.append(np.sort(order[starts + np.arange(count.sum())]))
    return layers[:-1]


def _checked(units: Units, points: Points, rule: ZoneRule) -> list[I64]:
    """Refuse what is no tree; return its layers."""
    count = len(units.parent)
    _none((units.parent < -1) | (units.parent >= count), "units", "parent", "known")
    _none(units.people < 0, "units", "people", "not_negative")
    layers = _layers(units)
    reached = np.zeros(count, bool)
    reached[np.concatenate([*layers, np.empty(0, np.int64)])] = True
    _none(~reached, "units", "parent", "tree")
    below = units.parent >= 0
    parts = np.bincount(units.parent[below], units.people[below], count)
    _none(units.people < parts, "units", "people", "sum")
    _none((points.unit < 0) | (points.unit >= count), "points", "unit", "known")
    _none(~(np.isfinite(points.weight) & (points.weight >= 0)), "points", "weight", "not_negative")
    require(rule.price > 0, "rule", 1, "price", "positive")
    require(rule.zone >= 0, "rule", 1, "zone", "not_negative")
    return layers


def _none(broken: Bool, rows: str, name: str, rule: str) -> None:
    found = np.flatnonzero(broken)
    require(not len(found), rows, int(found[0]) + 1 if len(found) else 0, name, rule)

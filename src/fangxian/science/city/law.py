"""The law of visits as tables: how often, when and where, in the form the kernels read."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from fangxian.science.city.arrays import F64, I32, I64, U8
from fangxian.science.city.errors import CityError
from fangxian.science.city.kinds import VENUE_KINDS, PlaceKind, Role
from fangxian.science.city.parameters import AGES, Parameters, Pool, VenueRule

LEVELS: Final[tuple[Pool, ...]] = ("city", "district", "zone", "area")
"""Levels of pools, by their number in ``VisitLaw.level``."""

CHANCES: Final = 1 << 16
"""Chances of visits are multiples of 1/65,536: four decisions of a day share one 64-bit draw."""

LANES: Final = 3
"""Lanes of exclusive visits a day: an errand, a meal, leisure."""

MOST_KINDS: Final = 4
"""Kinds of venues that may share a lane."""

RIDES: Final = PlaceKind.TRANSIT - PlaceKind.MARKET
"""Row of the venue kind that workers ride in, out and back."""


class VisitLaw(NamedTuple):
    """How often and when each kind of venue is visited. Rows are venue kinds; 0 is a free day, 1 a working day.

    Attributes
    ----------
    level : uint8[kinds]
        Pool level: 0 city, 1 district, 2 zone, 3 area.
    regular, together : uint8[kinds]
        1 where a visitor always goes to the same one; where a household goes as one.
    skew, reach, lane : int64[kinds]
        See the parameter file; ``reach`` in 1/65,536.
    low, high : int32[kinds, 2, 101]
        Somebody of an age visits the kind on a day if the day's number in its lane lies in ``[low, high)``.
    floor, ceiling : int32[kinds]
        Least ``low`` and greatest ``high``: outside them no look at the person is needed.
    start, stay : int32[kinds, 2, 2]
        First and last minute at which a visit begins; least and most minutes of it.
    hours : int32[4, 2]
        By role: minutes between which somebody is at class or work.
    late, attendance : int64
        Minutes after the hour at most; chance of going on a working day in 1/65,536.
    back : int32[2]
        First and last minute at which a vehicle's run back begins.
    """

    level: U8
    regular: U8
    together: U8
    skew: I64
    reach: I64
    lane: I64
    low: I32
    high: I32
    floor: I32
    ceiling: I32
    start: I32
    stay: I32
    hours: I32
    late: np.int64
    attendance: np.int64
    back: I32


def make_law(parameters: Parameters) -> VisitLaw:
    """Turn the rules of a parameter set into tables, and refuse those by which somebody is in two places.

    Raises
    ------
    CityError
        ``city.visit_rates``: chances of a lane add up to more than one. ``city.visit_hours``: visits overlap.
    """
    rules = parameters.venues
    low, high = _intervals(rules)
    start = np.array([rule.start for rule in rules], np.int32)
    stay = np.array([rule.stay for rule in rules], np.int32)
    hours = np.zeros((len(Role), 2), np.int32)
    for role in (Role.PUPIL, Role.STUDENT, Role.WORKER):
        hours[role] = parameters.value("hours", role.name.lower())
    law = VisitLaw(
        level=np.array([LEVELS.index(rule.pool) for rule in rules], np.uint8),
        regular=np.array([rule.regular for rule in rules], np.uint8),
        together=np.array([rule.together for rule in rules], np.uint8),
        skew=np.array([rule.skew for rule in rules], np.int64),
        reach=np.array([round(rule.reach * CHANCES) for rule in rules], np.int64),
        lane=np.array([rule.lane for rule in rules], np.int64),
        low=low,
        high=high,
        floor=low.min(axis=(1, 2)),
        ceiling=high.max(axis=(1, 2)),
        start=start,
        stay=stay,
        hours=hours,
        late=np.int64(parameters.value("hours", "late")),
        attendance=np.int64(round(parameters.value("work", "attendance") * CHANCES)),
        back=np.array(parameters.value("hours", "back"), np.int32),
    )
    _check_hours(law)
    return law


def visits_a_day(rule: VenueRule, ages: F64) -> tuple[float, float]:
    """Expected visits a person and day on free and on working days, for a distribution of ages."""
    mean = float((ages * rule.age).sum())
    return rule.free * mean, rule.busy * mean


def _intervals(rules: tuple[VenueRule, ...]) -> tuple[I32, I32]:
    """Stack the kinds of each lane side by side on the day's number."""
    low = np.zeros((len(rules), 2, AGES), np.int32)
    high = np.zeros_like(low)
    for lane in range(LANES):
        if sum(rule.lane == lane for rule in rules) > MOST_KINDS:
            raise CityError(
                "city.visit_lanes", "Lane %(lane)s has more than %(most)s kinds of venues.",
                "第 %(lane)s 类外出的场所类型超过 %(most)s 种。", lane=lane, most=MOST_KINDS,
            )  # fmt: skip
        used = np.zeros((2, AGES))
        for row, rule in enumerate(rules):
            if rule.lane != lane:
                continue
            low[row] = np.round(used * CHANCES)
            used += np.array([rule.free, rule.busy])[:, None] * rule.age / rule.reach
            high[row] = np.round(used * CHANCES)
        if used.max() > 1:
            raise CityError(
                "city.visit_rates",
                "Venues of lane %(lane)s: chances over reach add up to %(total).2f at the age of %(age)s; at most 1.",
                "第 %(lane)s 类外出:%(age)s 岁的概率与覆盖之比合计 %(total).2f,不得超过 1。",
                lane=lane,
                total=float(used.max()),
                age=int(np.unravel_index(used.argmax(), used.shape)[1]),
            )
    return low, high


def _check_hours(law: VisitLaw) -> None:
    """Refuse a law by which one visit could begin before the one before it has ended."""
    longest = law.start[:, :, 1] + law.stay[:, :, 1]
    earliest = law.start[:, :, 0]
    used = law.high.max(axis=2) > law.low.min(axis=2)
    for busy in range(2):
        end = 0
        if busy:
            ride = law.start[RIDES, 1, 1] + law.stay[RIDES, 1, 1]
            _require(ride <= law.hours[1:, 0].min(), "TRANSIT", "hours")
            _require(law.hours[1:, 1].max() <= law.back[0], "hours", "back")
            end = int(law.back[1] + law.stay[RIDES, 1, 1])
        for lane in range(LANES):
            rows = np.flatnonzero((law.lane == lane) & used[:, busy])
            for row in rows:
                _require(earliest[row, busy] >= end, f"lane {lane - 1}", VENUE_KINDS[int(row)].name)
            end = max([end, *(int(longest[row, busy]) for row in rows)])
        _require(end <= 1440, "the last visit", "midnight")


def _require(held: bool | np.bool_, before: str, after: str) -> None:
    if not held:
        raise CityError(
            "city.visit_hours",
            "%(before)s may end after %(after)s begins; somebody would be in two places.",
            "“%(before)s”可能晚于“%(after)s”开始,同一人会同时在两处。",
            before=before,
            after=after,
        )

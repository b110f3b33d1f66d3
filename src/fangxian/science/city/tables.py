"""What the visit kernels read: a city's arrays and its visit law, packed into few arrays.

A kernel hands its arguments on to others again and again, each array as seven words; the law's many small tables
are therefore columns of a few matrices here. Column numbers stand below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from fangxian.science.city.arrays import I32, I64, U16
from fangxian.science.city.law import LANES, LEVELS, MOST_KINDS, VisitLaw
from fangxian.science.city.parameters import AGES, Pool

if TYPE_CHECKING:
    from fangxian.science.city.model import City

# Columns of ``rules``, a row for each kind of venue. The last eight are pairs for free and working days.
LEVEL, REGULAR, TOGETHER, SKEW, REACH, LANE, FLOOR, CEILING, FIRST_START, STARTS, LEAST, STAYS = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14,
)  # fmt: skip
# Places of ``clock``: hours by role (two each), minutes late, chance of attendance, first run back, runs back.
HOURS, LATENESS, ATTENDANCE, FIRST_BACK, BACKS = 0, 8, 9, 10, 11
# Bits of ``traits``: age, role, and from FLAG_BIT on the flags.
AGE_MASK, ROLE_BIT, ROLE_MASK, FLAG_BIT = 127, 7, 3, 9
# Columns of ``venues`` and of the last axis of ``pools``.
KIND, POOL = 0, 1
UNIT, VENUE = 0, 1
# Kinds of one lane, at most: so many columns of ``chances`` belong to each.
PLACES = MOST_KINDS

COLUMNS: Final = 16


class VisitTables(NamedTuple):
    """Everything the visit kernels read, as one argument. Made by :meth:`City.tables`.

    Attributes
    ----------
    seed : uint64
        The city's seed.
    traits : uint16[n_persons]
        Age, role and flags of a person in one number, so that one look at memory tells all three; see the bits
        above.
    group, household, household_offsets, area_persons : arrays
        The city's own; ``area_persons`` is ``area_person_offsets``.
    areas : int32[n_areas, 4]
        The pool an area belongs to at each level: city, district, zone, area.
    venues : int32[n_venues, 2]
        Kind and pool of each venue, from ``first_venue`` on.
    first_venue : int64
        Place id of the first venue.
    pools : int32[kinds, pools + 1, 2]
        First unit (a person, or a household where people go together) and first venue of each pool.
    rules : int64[kinds, 16]
        The visit law by kind; see the columns above.
    chances : int32[202, 16]
        Where the intervals end in which a day's number means a visit: a row for each age on free days, then on
        working days; four columns for each lane, of which those that are not needed repeat the last end.
    order : int64[lanes, 5]
        The kind of each of a lane's intervals; -1 behind the last.
    clock : int64[12]
        Hours; see the places above.
    """

    seed: np.uint64
    traits: U16
    group: I32
    household: I32
    household_offsets: I32
    area_persons: I32
    areas: I32
    venues: I32
    first_venue: np.int64
    pools: I32
    rules: I64
    chances: I32
    order: I64
    clock: I64


def make_tables(city: City) -> VisitTables:
    """Gather what the kernels read."""
    from fangxian.science.city.model import SEED

    law, numbers = city.law, np.arange(city.n_areas, dtype=np.int32)
    zone = city.area_zone
    areas = np.stack([np.zeros_like(zone), city.zone_district[zone], zone, numbers], axis=1)
    kinds = city.place_kind[city.n_sites :].astype(np.int32) - int(city.place_kind[city.n_sites :].min(initial=20))
    return VisitTables(
        seed=np.uint64(city.seed & SEED),
        traits=_traits(city),
        group=city.group,
        household=city.household,
        household_offsets=city.household_offsets,
        area_persons=city.area_person_offsets,
        areas=areas,
        venues=np.stack([kinds, pool_numbers(city.venue_pool_offsets)], axis=1),
        first_venue=np.int64(city.n_sites),
        pools=_pools(city),
        rules=_rules(law),
        chances=_chances(law),
        order=_order(law),
        clock=_clock(law),
    )


def pool_persons(city: City, level: Pool) -> I32:
    """First person of each pool of a level."""
    persons = city.area_person_offsets
    if level == "city":
        return persons[[0, -1]]
    if level == "area":
        return persons
    zones = persons[city.zone_area_offsets]
    return zones if level == "zone" else zones[city.district_zone_offsets]


def pool_numbers(table: I32) -> I32:
    """Number of each venue's pool, in the order of the venues; ``table`` is ``City.venue_pool_offsets``."""
    pools = np.arange(table.shape[1] - 1)
    return np.concatenate([np.repeat(pools, np.diff(row)) for row in table]).astype(np.int32)


def _traits(city: City) -> U16:
    traits = city.role.astype(np.uint16)
    traits <<= ROLE_BIT
    traits |= city.age
    traits |= city.flags.astype(np.uint16) << np.uint16(FLAG_BIT)
    return traits


def _pools(city: City) -> I32:
    venues = city.venue_pool_offsets
    units = np.zeros_like(venues)
    for kind in range(venues.shape[0]):
        first = pool_persons(city, LEVELS[city.law.level[kind]])
        if city.law.together[kind]:
            first = np.append(city.household, np.int32(city.n_households))[first]
        units[kind, : first.size] = first
        units[kind, first.size :] = first[-1]
    return np.stack([units, venues], axis=-1)


def _rules(law: VisitLaw) -> I64:
    rules = np.zeros((law.lane.size, COLUMNS), np.int64)
    columns = (law.level, law.regular, law.together, law.skew, law.reach, law.lane, law.floor, law.ceiling)
    for column, values in enumerate(columns):
        rules[:, column] = np.asarray(values, np.int64)
    for column, pairs in ((FIRST_START, law.start), (LEAST, law.stay)):
        rules[:, column : column + 2] = pairs[:, :, 0]
        rules[:, column + 2 : column + 4] = pairs[:, :, 1] - pairs[:, :, 0] + 1
    return rules


def _order(law: VisitLaw) -> I64:
    order = np.full((LANES, PLACES + 1), -1, np.int64)
    for lane in range(LANES):
        kinds = np.flatnonzero(law.lane == lane)
        order[lane, : kinds.size] = kinds
    return order


def _chances(law: VisitLaw) -> I32:
    ends = np.zeros((2, AGES, COLUMNS), np.int32)
    for lane in range(LANES):
        last = np.zeros((2, AGES), np.int32)
        kinds = np.flatnonzero(law.lane == lane)
        for place in range(PLACES):
            last = law.high[kinds[place]] if place < kinds.size else last
            ends[:, :, PLACES * lane + place] = last
    return ends.reshape(2 * AGES, COLUMNS)


def _clock(law: VisitLaw) -> I64:
    first, last = law.back
    return np.array([*law.hours.ravel(), law.late, law.attendance, first, last - first + 1], np.int64)

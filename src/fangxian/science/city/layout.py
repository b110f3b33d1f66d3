"""The layout of a pool: a keyed permutation of its residents, of which each venue owns a stretch.

A pool's ``n`` units (persons, or households where they go together) stand in an order that a key names: of the day,
or of all days where visitors are regular. Of the first ``reach · n`` spots each of the pool's venues owns a stretch.
Forward, the permutation tells a person's venue; backward, a venue's possible visitors, one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import borrowing, draw, inlined, permute
from fangxian.science.city.purposes import KEY
from fangxian.science.city.tables import (
    KIND,
    LEVEL,
    POOL,
    REACH,
    REGULAR,
    SKEW,
    TOGETHER,
    UNIT,
    VENUE,
)

_EDGE = 1e-6


@borrowing
def stretch(number: Any, venues: Any, spots: Any, skew: Any) -> Any:
    """First spot of a pool's venue ``number``; its last is before the first of the next."""
    if number >= venues:
        return np.int64(spots)
    share = number / venues
    if skew >= 2:
        share = np.sqrt(share)
    if skew >= 4:
        share = np.sqrt(share)
    return min(np.int64(np.ceil(spots * share)), np.int64(spots))


@borrowing
def venue_at(spot: Any, venues: Any, spots: Any, skew: Any) -> Any:
    """Which of a pool's venues owns a spot: the inverse of :func:`stretch`."""
    share = spot / spots
    if skew >= 2:
        share *= share
    if skew >= 4:
        share *= share
    exact = venues * share
    number = min(np.int64(exact), np.int64(venues - 1))
    if _EDGE < exact - number < 1.0 - _EDGE:  # too far from a border for rounding to matter
        return number
    while stretch(number, venues, spots, skew) > spot:
        number -= 1
    while stretch(number + 1, venues, spots, skew) <= spot:
        number += 1
    return number


@borrowing
def owned(units: Any, reach: Any) -> Any:
    """How much of a layout of so many units is owned by venues; ``reach`` in 1/65,536."""
    return (units * reach + 0xFFFF) >> 16


@inlined
def pool_key(tables: Any, kind: Any, pool: Any, day: Any) -> Any:
    """Key of a pool's layout: of the day, or of all days where visitors are regular."""
    return draw(tables.seed, KEY + kind, pool, 0 if tables.rules[kind, REGULAR] else day + 1)


@inlined
def venue_of(tables: Any, kind: Any, area: Any, person: Any, day: Any) -> Any:
    """The venue of a kind that a person may visit on a day; -1 if the layout puts the person outside of all."""
    pool = np.int64(tables.areas[area, tables.rules[kind, LEVEL]])
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    opening = np.int64(tables.pools[kind, pool, VENUE])
    venues = np.int64(tables.pools[kind, pool + 1, VENUE]) - opening
    unit = np.int64(person)
    unit += tables.rules[kind, TOGETHER] * (np.int64(tables.household[person]) - unit)
    spot = permute(unit - first, units, pool_key(tables, kind, pool, day))
    spots = owned(units, tables.rules[kind, REACH])
    number = venue_at(min(spot, spots - 1), venues, spots, tables.rules[kind, SKEW])
    inside = np.int64(spot < spots)  # no branch, as chance would decide it
    return (opening + number + 1) * inside - 1


@inlined
def venue_stretch(tables: Any, venue: Any) -> Any:
    """Kind, pool, first spot and end of a venue's stretch of its pool's layout."""
    kind = np.int64(tables.venues[venue - tables.first_venue, KIND])
    pool = np.int64(tables.venues[venue - tables.first_venue, POOL])
    first = np.int64(tables.pools[kind, pool, VENUE])
    venues = np.int64(tables.pools[kind, pool + 1, VENUE]) - first
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - np.int64(tables.pools[kind, pool, UNIT])
    spots, skew = owned(units, tables.rules[kind, REACH]), tables.rules[kind, SKEW]
    low = stretch(venue - first, venues, spots, skew)
    return kind, pool, low, stretch(venue - first + 1, venues, spots, skew)

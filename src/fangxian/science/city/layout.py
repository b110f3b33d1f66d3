"""The layout of a pool: a keyed permutation of its residents, of which each venue owns a stretch.

A pool's ``n`` units (persons, or households where they go together) stand in an order that a key names: of the day,
or of all days where visitors are regular. Of the first ``reach · n`` spots each of the pool's venues owns a stretch.
Forward, the permutation tells a person's venue; backward, a venue's possible visitors, one by one.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import draw, permute
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
from fangxian.science.compiling import inlined, inner

_EDGE = 1e-6


@inner
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


@inner
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


@inlined
def owned(units: Any, reach: Any) -> Any:
    """How much of a layout of so many units is owned by venues; ``reach`` in 1/65,536."""
    return (units * reach + 0xFFFF) >> 16


@inner
def pool_key(seed: Any, rules: Any, kind: Any, pool: Any, day: Any) -> Any:
    """Key of a pool's layout: of the day, or of all days where visitors are regular."""
    return draw(seed, KEY + kind, pool, 0 if rules[kind, REGULAR] else day + 1)


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
    rules = tables.rules
    key = pool_key(tables.seed, rules, kind, pool, day)
    return _opened(opening, unit - first, units, key, venues, rules[kind, REACH], rules[kind, SKEW])


@inner
def _opened(opening: Any, item: Any, units: Any, key: Any, venues: Any, reach: Any, skew: Any) -> Any:
    """The venue that owns an item's spot of a layout, or -1; it takes numbers only, so that a call costs little."""
    spot, spots = permute(item, units, key), owned(units, reach)
    number = venue_at(min(spot, spots - 1), venues, spots, skew)
    inside = np.int64(spot < spots)  # no branch, as chance would decide it
    return (opening + number + 1) * inside - 1


@inner
def venue_stretch(first_venue: Any, of_venue: Any, pools: Any, rules: Any, venue: Any) -> Any:
    """Kind, pool, first spot and end of a venue's stretch of its pool's layout."""
    kind = np.int64(of_venue[venue - first_venue, KIND])
    pool = np.int64(of_venue[venue - first_venue, POOL])
    first = np.int64(pools[kind, pool, VENUE])
    venues = np.int64(pools[kind, pool + 1, VENUE]) - first
    units = np.int64(pools[kind, pool + 1, UNIT]) - np.int64(pools[kind, pool, UNIT])
    spots, skew = owned(units, rules[kind, REACH]), rules[kind, SKEW]
    low = stretch(venue - first, venues, spots, skew)
    return kind, pool, low, stretch(venue - first + 1, venues, spots, skew)

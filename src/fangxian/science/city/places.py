"""Places on the map: where sites and venues stand, and which venues a pool of residents has."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.arrays import I32
from fangxian.science.city.chance import below, borrowing, draw
from fangxian.science.city.homes import disc
from fangxian.science.city.parameters import Pool, VenueRule
from fangxian.science.city.purposes import ANCHOR, PLACE_SPOT
from fangxian.science.compiling import inlined, inner


def venue_offsets(rules: tuple[VenueRule, ...], pools: dict[Pool, I32], first: int) -> I32:
    """First venue of each pool, a row for each kind of venue.

    Parameters
    ----------
    rules : tuple of VenueRule
        Kinds of venues, in the order of their numbers.
    pools : dict
        Person offsets of the pools of each level.
    first : int
        The place id of the first venue.
    """
    width = max(offsets.size for offsets in pools.values())
    table = np.empty((len(rules), width), np.int32)
    for row, rule in enumerate(rules):
        residents = np.diff(pools[rule.pool])
        counts = np.where(residents > 0, np.maximum(1, np.round(residents / rule.people)), 0).astype(np.int64)
        ends = first + np.append(0, np.cumsum(counts))
        table[row, : ends.size] = ends
        table[row, ends.size :] = ends[-1]
        first = int(ends[-1])
    return table


@borrowing
def place_venues(
    first: Any, seed: Any, venue_pool: Any, kind_starts: Any, kind_persons: Any, area_persons: Any, middle: Any,
    reach: Any, kind: Any, area: Any, lon: Any, lat: Any,
) -> None:  # fmt: skip
    """Put every venue near a resident of its pool.

    ``kind_starts`` holds the first venue of each kind less ``first``; ``kind_persons`` is a row of person
    offsets for each kind.
    """
    row = 0
    for number in range(venue_pool.size):
        while number >= kind_starts[row + 1]:
            row += 1
        pool = venue_pool[number]
        begin = kind_persons[row, pool]
        residents = kind_persons[row, pool + 1] - begin
        anchor = begin + below(draw(seed, ANCHOR, 1 << 40, number), residents)
        put(first + number, anchor, seed, area_persons, middle, reach, area, lon, lat)


@borrowing
def place_sites(
    seed: Any, anchors: Any, landmarks: Any, area_persons: Any, middle: Any, reach: Any, area: Any, lon: Any, lat: Any
) -> None:
    """Put every site near its anchor, a person; a negative one names a landmark instead (lon, lat, area)."""
    for number in range(anchors.size):
        anchor = anchors[number]
        if anchor >= 0:
            put(number, anchor, seed, area_persons, middle, reach, area, lon, lat)
        else:
            lon[number], lat[number] = landmarks[-1 - anchor, 0], landmarks[-1 - anchor, 1]
            area[number] = np.int32(landmarks[-1 - anchor, 2])


@inlined
def put(
    place: Any, anchor: Any, seed: Any, area_persons: Any, middle: Any, reach: Any, area: Any, lon: Any, lat: Any
) -> None:
    """Put a place somewhere in the area where a person lives."""
    found = area_of(area_persons, anchor)
    east, north = disc(draw(seed, PLACE_SPOT, place, 0))
    area[place] = found
    lon[place] = middle[found, 0] + east * reach[found, 0]
    lat[place] = middle[found, 1] + north * reach[found, 1]


@inner
def area_of(offsets: Any, person: Any) -> Any:
    """The range of ``offsets`` that holds a person; empty ranges hold nobody."""
    low, high = 0, offsets.size - 1
    while high - low > 1:
        middle = (low + high) >> 1
        if offsets[middle] <= person:
            low = middle
        else:
            high = middle
    return low

"""Who else is at a venue: drawn from its possible visitors, without writing everybody down.

The city's ``candidate`` and ``visit`` in one, which need not ask for a candidate's venue and lets most candidates go
after one look at their number of the day.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, mix, unit, unpermute
from fangxian.science.city.choices import RIDES, chosen, ride_times, unit_times, visit_times
from fangxian.science.city.days import day_word, traits_of, workday
from fangxian.science.city.layout import pool_key, venue_stretch
from fangxian.science.city.rosters import ROOM
from fangxian.science.city.tables import CEILING, FLOOR, LANE, TOGETHER, UNIT
from fangxian.science.epidemic.compiling import inlined, inner


@inlined
def _comes(tables: Any, kind: Any, venue: Any, person: Any, day: Any, minute: Any) -> Any:
    """Whether a possible visitor of a venue is there at a minute of a day."""
    word = day_word(tables.seed, person, day)
    number = np.int64((word >> np.uint64(16 * tables.rules[kind, LANE])) & np.uint64(0xFFFF))
    if kind != RIDES and (number < tables.rules[kind, FLOOR] or number >= tables.rules[kind, CEILING]):
        return False
    traits = traits_of(tables.traits, person)
    work = workday(tables.seed, tables.clock, person, day, traits, word)
    if not chosen(tables, kind, traits, word, work):
        return False
    if kind == RIDES:
        start, end, back = ride_times(tables.seed, tables.rules, tables.clock, venue, person)
        return start <= minute < end or back <= minute < back + end - start
    begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, person, day, work)
    return begin <= minute < stop


@inlined
def _in_hours(tables: Any, kind: Any, unit: Any, day: Any, minute: Any) -> Any:
    """Whether a visit of a person or household would hold a minute, be it on a free day or a working day."""
    begin, stop = unit_times(tables.seed, tables.rules, kind, unit, day, 0)
    opens, closes = unit_times(tables.seed, tables.rules, kind, unit, day, 1)
    return (begin <= minute) & (minute < stop) | (opens <= minute) & (minute < closes)


@inner
def search(tables: Any, venue: Any, day: Any, minute: Any, person: Any, tries: Any, word: Any) -> Any:
    """Draw possible visitors so many times at most, until one is somebody else who is there; else -1."""
    kind, pool, low, high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    key = pool_key(tables.seed, tables.rules, kind, pool, day)
    together = tables.rules[kind, TOGETHER] != 0
    size = (high - low) * (ROOM if together else 1)
    for k in range(tries):
        word = mix(word + np.uint64(k + 1))
        number = below(word, size)
        unit_ = first + unpermute(low + (number // ROOM if together else number), units, key)
        if kind != RIDES and not _in_hours(tables, kind, unit_, day, minute):  # before anybody's data is read
            continue
        other = unit_
        if together:
            other = np.int64(tables.household_offsets[unit_]) + number % ROOM
            if other >= tables.household_offsets[unit_ + 1]:
                continue
        if other != person and _comes(tables, kind, venue, other, day, minute):
            return np.int64(other)
    return np.int64(-1)


@inlined
def pool_size(tables: Any, venue: Any) -> Any:
    """How many numbers possible visitors of a venue have; some are blanks."""
    kind, _pool, low, high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    return (high - low) * (ROOM if tables.rules[kind, TOGETHER] != 0 else 1)


@inlined
def somebody_at(tables: Any, venue: Any, day: Any, minute: Any, person: Any, contacts: Any, word: Any) -> Any:
    """Somebody else at a venue, uniformly among those present, or -1.

    Of N possible visitors of the day, N / contacts are drawn until one is there: with n present, one is found with
    probability 1 - (1 - n/N)^(N/contacts), about 1 - exp(-n / contacts).
    """
    tries = np.int64(pool_size(tables, venue) / contacts + unit(mix(word)))
    return search(tables, venue, day, minute, person, tries, word)

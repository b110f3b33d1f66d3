"""A venue's side of visits: everybody there on a day, or possible visitors one by one."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import borrowing, unpermute
from fangxian.science.city.choices import RIDES, chosen, ride_times, visit_times
from fangxian.science.city.days import TRANSIT, day_word, traits_of, workday
from fangxian.science.city.layout import pool_key, venue_stretch
from fangxian.science.city.tables import (
    CEILING,
    FLOOR,
    LANE,
    TOGETHER,
    UNIT,
)
from fangxian.science.compiling import inlined, inner

ROOM = 8
"""Members of a household, at most."""
_CHUNK = 256
SPARE = 2 * _CHUNK
"""Rows by which arrays for a :func:`roster` had better be larger than what they will hold."""
_U = np.uint64


@borrowing
def candidates(tables: Any, venue: Any, day: Any) -> Any:
    """How many numbers :func:`candidate` takes for a venue: its possible visitors, and some blanks."""
    kind, _pool, low, high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    return (high - low) * (ROOM if tables.rules[kind, TOGETHER] else 1)


@borrowing
def candidate(tables: Any, venue: Any, day: Any, number: Any) -> Any:
    """Possible visitor ``number`` of a venue on a day, -1 for a blank. Each person stands under one number.

    A uniform number, drawn until its person's :func:`visit` is to this venue, is a uniform visitor.
    """
    kind, pool, low, _high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    key = pool_key(tables.seed, tables.rules, kind, pool, day)
    if not tables.rules[kind, TOGETHER]:
        return first + unpermute(low + number, units, key)
    home = first + unpermute(low + number // ROOM, units, key)
    person = np.int64(tables.household_offsets[home]) + number % ROOM
    return person if person < tables.household_offsets[home + 1] else np.int64(-1)


@borrowing
def roster(tables: Any, venue: Any, day: Any, person: Any, start: Any, end: Any) -> Any:
    """Write everybody's visit to a venue on a day, and return how many; what does not fit is counted only.

    Riders stand twice, out and back. It is quicker where the arrays have :data:`SPARE` rows more than needed.
    """
    kind, _pool, low, high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    count, step = 0, _CHUNK // ROOM if tables.rules[kind, TOGETHER] else _CHUNK
    for spot in range(low, high, step):
        stop, base = min(spot + step, high), count + _CHUNK
        if base + _CHUNK <= person.size:  # the possible visitors first, behind the rows to come; then the rows
            found = _possible(tables, venue, day, spot, stop, person, base)
            start[base] = _fetched(tables.traits, person, base, base + found)
            for number in range(base, base + found):
                one = np.int64(person[number])
                count = _enter(
                    tables, kind, venue, one, day, day_word(tables.seed, one, day), person, start, end, count
                )
        else:
            count = _roster_slowly(tables, venue, day, spot, stop, person, start, end, count)
    return count


@inlined
def _possible(tables: Any, venue: Any, day: Any, low: Any, high: Any, person: Any, base: Any) -> Any:
    """Write those of some spots whose number of the day could mean a visit; without a branch that chance decides."""
    kind, pool, _low, _high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    key, lane = pool_key(tables.seed, tables.rules, kind, pool, day), _U(16 * tables.rules[kind, LANE])
    floor, ceiling = tables.rules[kind, FLOOR], tables.rules[kind, CEILING]
    count, drawn = base, base + _CHUNK - (high - low)  # at the end of the room: read before it is written over
    for spot in range(low, high):
        person[drawn + spot - low] = first + unpermute(spot, units, key)
    if kind == RIDES:
        for spot in range(drawn, base + _CHUNK):
            rider = np.int64(person[spot])
            person[count] = rider
            count += np.int64((traits_of(tables.traits, rider) & TRANSIT) != 0)
    elif tables.rules[kind, TOGETHER]:
        person[base] = np.int32(_fetched(tables.household_offsets, person, drawn, base + _CHUNK))
        for spot in range(drawn, base + _CHUNK):
            home = np.int64(person[spot])
            for one in range(tables.household_offsets[home], tables.household_offsets[home + 1]):
                number = np.int64((day_word(tables.seed, one, day) >> lane) & _U(0xFFFF))
                person[count] = one
                count += np.int64(floor <= number) & np.int64(number < ceiling)
    else:
        for spot in range(drawn, base + _CHUNK):
            visitor = np.int64(person[spot])
            number = np.int64((day_word(tables.seed, visitor, day) >> lane) & _U(0xFFFF))
            person[count] = visitor
            count += np.int64(floor <= number) & np.int64(number < ceiling)
    return count - base


@inner
def _fetched(values: Any, items: Any, low: Any, high: Any) -> Any:
    """Read a value for each item, all at once: memory answers some ten requests in the time of one.

    The result is of no use, but must be used, lest the compiler leave the reading out.
    """
    seen = np.int64(0)
    for number in range(low, high):
        seen ^= np.int64(values[items[number]])
    return seen & 0x7FFF


@inlined
def _roster_slowly(
    tables: Any, venue: Any, day: Any, low: Any, high: Any, person: Any, start: Any, end: Any, count: Any
) -> Any:
    """Some spots of a venue where the arrays have no room to spare."""
    kind, pool, _low, _high = venue_stretch(tables.first_venue, tables.venues, tables.pools, tables.rules, venue)
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    key = pool_key(tables.seed, tables.rules, kind, pool, day)
    for spot in range(low, high):
        unit = first + unpermute(spot, units, key)
        one, last = unit, unit + 1
        if tables.rules[kind, TOGETHER]:
            one, last = np.int64(tables.household_offsets[unit]), np.int64(tables.household_offsets[unit + 1])
        while one < last:
            count = _enter(tables, kind, venue, one, day, day_word(tables.seed, one, day), person, start, end, count)
            one += 1
    return count


@inlined
def _enter(
    tables: Any, kind: Any, venue: Any, one: Any, day: Any, word: Any, person: Any, start: Any, end: Any, count: Any
) -> Any:
    """Add one possible visitor's visit, if there is one, to a roster."""
    traits = traits_of(tables.traits, one)
    work = workday(tables.seed, tables.clock, one, day, traits, word)
    if chosen(tables, kind, traits, word, work):
        back = np.int64(-1)
        if kind == RIDES:
            begin, stop, back = ride_times(tables.seed, tables.rules, tables.clock, venue, one)
        else:
            begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, one, day, work)
        if count < person.size:
            person[count], start[count], end[count] = one, begin, stop
        count += 1
        if back >= 0:
            if count < person.size:
                person[count], start[count], end[count] = one, back, back + stop - begin
            count += 1
    return count

"""Visits on demand: who was where and when, as a function of the seed, the person or venue, and the day.

Nothing is stored. A pool of ``n`` residents (of an area, zone, district or the city) is laid out by a keyed
permutation; each of the pool's venues owns a stretch of it. Forward, the permutation tells a person's venue;
backward, a venue's possible visitors, one by one. Where visitors are regular the key does not depend on the
day; elsewhere it does, and only a share of the layout (``reach``) is owned by venues at all. Of those a venue may
see, the ones come whose number of that day lies in an interval that depends on age and on whether they work.
Both directions ask the same two questions, so that an itinerary and a roster cannot disagree.

Days are counted from 1970-01-01 in the city's zone. Times are minutes of the day.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, borrowing, draw, inlined, permute, second_below, unpermute
from fangxian.science.city.kinds import FIRST_VENUE, Flag, Role
from fangxian.science.city.law import LANES, RIDES
from fangxian.science.city.parameters import AGES
from fangxian.science.city.places import area_of
from fangxian.science.city.purposes import DAY, KEY, LATE, REST, RIDE, RUN, TIME
from fangxian.science.city.tables import (
    ATTENDANCE,
    BACKS,
    CEILING,
    FIRST_BACK,
    FIRST_START,
    FLOOR,
    HOURS,
    KIND,
    LANE,
    LATENESS,
    LEAST,
    LEVEL,
    POOL,
    REACH,
    REGULAR,
    SKEW,
    STARTS,
    STAYS,
    TOGETHER,
    TOP,
    UNIT,
    VENUE,
)

MAX_VISITS = LANES + 2
"""Visits of a person on a day, at most: one in each lane, and a ride out and back."""
MAX_STAYS = 2 * MAX_VISITS + 3
"""Stays of a person on a day, at most: visits, class or work, and home between them."""
ROOM = 8
"""Members of a household, at most."""

_EDGE = 1e-6

_HOME, _TRANSIT, _SHIFT = int(Role.HOME), int(Flag.TRANSIT), int(Flag.SHIFT)
_FIRST, _RIDES, _LANES = int(FIRST_VENUE), int(RIDES), int(LANES)
_U = np.uint64


@inlined
def day_word(tables: Any, person: Any, day: Any) -> Any:
    """The 64 bits that decide a person's day: sixteen for each lane, the last sixteen for attendance."""
    return draw(tables.seed, DAY, person, day)


@inlined
def is_busy(tables: Any, person: Any, day: Any, word: Any) -> Any:
    """1 if a person goes to class or work on a day, else 0; ``word`` is that of the day."""
    weekday = (day + 3) % 7  # 1970-01-01 was a Thursday
    found = 0
    if tables.role[person] != _HOME and np.int64(word >> _U(48)) < tables.clock[ATTENDANCE]:
        if tables.flags[person] & _SHIFT:
            rest = below(draw(tables.seed, REST, person, 0), 7)
            found = 0 if weekday == rest or weekday == (rest + 1) % 7 else 1
        else:
            found = 1 if weekday < 5 else 0
    return found


@borrowing
def busy(tables: Any, person: Any, day: Any) -> Any:
    """Tell whether a person goes to class or work on a day."""
    return is_busy(tables, person, day, day_word(tables, person, day)) == 1


@borrowing
def site_stay(tables: Any, person: Any, day: Any) -> Any:
    """Group, and the minutes between which a person is with it; group -1 if not on that day."""
    if is_busy(tables, person, day, day_word(tables, person, day)) == 0:
        return np.int64(-1), np.int64(0), np.int64(0)
    start, end = site_hours(tables, person, day)
    return np.int64(tables.group[person]), start, end


@inlined
def site_hours(tables: Any, person: Any, day: Any) -> Any:
    """Minutes at class or work of somebody who is known to go."""
    role = np.int64(tables.role[person])
    late = below(draw(tables.seed, LATE, person, day), tables.clock[LATENESS] + 1)
    return tables.clock[HOURS + 2 * role] + late, tables.clock[HOURS + 2 * role + 1]


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
    unit = np.int64(tables.household[person]) if tables.rules[kind, TOGETHER] else np.int64(person)
    spot = permute(unit - first, units, pool_key(tables, kind, pool, day))
    spots = owned(units, tables.rules[kind, REACH])
    found = np.int64(-1)
    if spot < spots and venues > 0:
        found = opening + venue_at(spot, venues, spots, tables.rules[kind, SKEW])
    return found


@inlined
def kind_in(tables: Any, lane: Any, word: Any, row: Any) -> Any:
    """The kind of venue a day's word means in a lane, -1 for none; ``row`` is that of the chances."""
    number = np.int64((word >> _U(16 * lane)) & _U(0xFFFF))
    kind = np.int64(-1)
    if number < tables.chances[row, TOP + lane]:
        column = tables.order[tables.rules.shape[0] + lane]
        while number >= tables.chances[row, column]:
            column += 1
        kind = tables.order[column]
    return kind


@inlined
def wants(tables: Any, kind: Any, person: Any, word: Any, work: Any) -> Any:
    """Tell whether a person may visit a kind of venue on a day."""
    found = False
    if kind == _RIDES:
        found = work == 1 and (tables.flags[person] & _TRANSIT) != 0
    else:
        row = work * AGES + np.int64(tables.age[person])
        found = kind_in(tables, tables.rules[kind, LANE], word, row) == kind
    return found


@inlined
def visit_times(tables: Any, kind: Any, person: Any, day: Any, work: Any) -> Any:
    """Minutes at which a visit begins and ends; rides have their own."""
    unit = np.int64(tables.household[person]) if tables.rules[kind, TOGETHER] else np.int64(person)
    word = draw(tables.seed, TIME + kind, unit, day)
    begin = tables.rules[kind, FIRST_START + work] + below(word, tables.rules[kind, STARTS + work])
    return begin, begin + tables.rules[kind, LEAST + work] + second_below(word, tables.rules[kind, STAYS + work])


@inlined
def ride_times(tables: Any, venue: Any, person: Any) -> Any:
    """Minutes at which a ride out begins and ends and the ride back begins: the vehicle's, and the person's way."""
    run = draw(tables.seed, RUN, venue, 0)
    begin = tables.rules[_RIDES, FIRST_START + 1] + below(run, tables.rules[_RIDES, STARTS + 1])
    back = tables.clock[FIRST_BACK] + second_below(run, tables.clock[BACKS])
    way = draw(tables.seed, RIDE, person, 0)
    ride = tables.rules[_RIDES, LEAST + 1] + below(way, tables.rules[_RIDES, STAYS + 1])
    return begin, begin + ride, back


@borrowing
def visit(tables: Any, person: Any, kind: Any, day: Any) -> Any:
    """A person's visit to a kind of venue on a day.

    Returns
    -------
    tuple of int
        Place id (-1 for none), minutes at which it begins and ends, and at which a ride back begins (-1 for none;
        it lasts as long as the ride out).
    """
    word = day_word(tables, person, day)
    work = is_busy(tables, person, day, word)
    venue, begin, stop, back = np.int64(-1), np.int64(0), np.int64(0), np.int64(-1)
    if wants(tables, kind, person, word, work):
        venue = venue_of(tables, kind, area_of(tables.area_persons, person), person, day)
        if venue >= 0 and kind == _RIDES:
            begin, stop, back = ride_times(tables, venue, person)
        elif venue >= 0:
            begin, stop = visit_times(tables, kind, person, day, work)
    return venue, begin, stop, back


@borrowing
def visits(tables: Any, person: Any, day: Any, place: Any, start: Any, end: Any) -> Any:
    """Write a person's visits of a day in order of time, and return how many; class and work are no visits.

    ``place``, ``start`` and ``end`` hold at least :data:`MAX_VISITS`.
    """
    area = area_of(tables.area_persons, person)
    word = day_word(tables, person, day)
    work = is_busy(tables, person, day, word)
    return day_visits(tables, person, area, day, word, work, place, start, end, 0)


@borrowing
def itinerary(tables: Any, person: Any, day: Any, days: Any, date: Any, place: Any, start: Any, end: Any) -> Any:
    """Write a person's visits of some days on end, with the day of each, and return how many.

    The arrays hold at least ``days`` times :data:`MAX_VISITS`.
    """
    area, count = area_of(tables.area_persons, person), 0
    for today in range(day, day + days):
        word = day_word(tables, person, today)
        work = is_busy(tables, person, today, word)
        first = count
        count = day_visits(tables, person, area, today, word, work, place, start, end, first)
        for spot in range(first, count):
            date[spot] = today
    return count


@inlined
def day_visits(
    tables: Any, person: Any, area: Any, day: Any, word: Any, work: Any, place: Any, start: Any, end: Any, first: Any
) -> Any:
    """:func:`visits` of somebody whose area, day's word and whether they work are known; written from ``first``."""
    row, count = work * AGES + np.int64(tables.age[person]), first
    if work == 1 and tables.flags[person] & _TRANSIT:
        run = venue_of(tables, _RIDES, area, person, day)
        if run >= 0:
            leave, arrive, back = ride_times(tables, run, person)
            place[count], start[count], end[count] = run, leave, arrive
            place[count + 1], start[count + 1], end[count + 1] = run, back, back + arrive - leave
            count += 2
    for lane in range(_LANES):  # in order of time
        kind = kind_in(tables, lane, word, row)
        venue = venue_of(tables, kind, area, person, day) if kind >= 0 else np.int64(-1)
        if venue >= 0:
            begin, stop = visit_times(tables, kind, person, day, work)
            place[count], start[count], end[count] = venue, begin, stop
            count += 1
    return count


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


@borrowing
def candidates(tables: Any, venue: Any, day: Any) -> Any:
    """How many numbers :func:`candidate` takes for a venue: its possible visitors, and some blanks."""
    kind, _pool, low, high = venue_stretch(tables, venue)
    return (high - low) * (ROOM if tables.rules[kind, TOGETHER] else 1)


@borrowing
def candidate(tables: Any, venue: Any, day: Any, number: Any) -> Any:
    """Possible visitor ``number`` of a venue on a day, -1 for a blank. Each person stands under one number.

    A uniform number, drawn until its person's :func:`visit` is to this venue, is a uniform visitor.
    """
    kind, pool, low, _high = venue_stretch(tables, venue)
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    key = pool_key(tables, kind, pool, day)
    if not tables.rules[kind, TOGETHER]:
        return first + unpermute(low + number, units, key)
    home = first + unpermute(low + number // ROOM, units, key)
    person = np.int64(tables.household_offsets[home]) + number % ROOM
    return person if person < tables.household_offsets[home + 1] else np.int64(-1)


@borrowing
def roster(tables: Any, venue: Any, day: Any, person: Any, start: Any, end: Any) -> Any:
    """Write everybody's visit to a venue on a day, and return how many; what does not fit is counted only.

    Riders stand twice, out and back.
    """
    kind, pool, low, high = venue_stretch(tables, venue)
    first = np.int64(tables.pools[kind, pool, UNIT])
    units = np.int64(tables.pools[kind, pool + 1, UNIT]) - first
    key = pool_key(tables, kind, pool, day)
    together, lane = tables.rules[kind, TOGETHER], _U(16 * tables.rules[kind, LANE])
    floor, ceiling = tables.rules[kind, FLOOR], tables.rules[kind, CEILING]
    count = 0
    for spot in range(low, high):
        unit = first + unpermute(spot, units, key)
        one, last = unit, unit + 1
        if together:
            one, last = np.int64(tables.household_offsets[unit]), np.int64(tables.household_offsets[unit + 1])
        while one < last:
            word = day_word(tables, one, day)
            number = np.int64((word >> lane) & _U(0xFFFF))
            if kind == _RIDES or (floor <= number < ceiling):
                count = _enter(tables, kind, venue, one, day, word, person, start, end, count)
            one += 1
    return count


@inlined
def _enter(
    tables: Any, kind: Any, venue: Any, one: Any, day: Any, word: Any, person: Any, start: Any, end: Any, count: Any
) -> Any:
    """Add one possible visitor's visit, if there is one, to a roster."""
    work = is_busy(tables, one, day, word)
    if wants(tables, kind, one, word, work):
        back = np.int64(-1)
        if kind == _RIDES:
            begin, stop, back = ride_times(tables, venue, one)
        else:
            begin, stop = visit_times(tables, kind, one, day, work)
        if count < person.size:
            person[count], start[count], end[count] = one, begin, stop
        count += 1
        if back >= 0:
            if count < person.size:
                person[count], start[count], end[count] = one, back, back + stop - begin
            count += 1
    return count

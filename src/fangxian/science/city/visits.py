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

from fangxian.science.city.chance import borrowing
from fangxian.science.city.choices import RIDES, chosen, kind_in, ride_times, visit_times
from fangxian.science.city.days import (
    TRANSIT,
    busy,
    day_word,
    goes,
    rest_day,
    site_hours,
    site_stay,
    traits_of,
    weekday_of,
    workday,
)
from fangxian.science.city.law import LANES
from fangxian.science.city.layout import pool_key, venue_of, venue_stretch
from fangxian.science.city.parameters import AGES
from fangxian.science.city.places import area_of
from fangxian.science.city.rosters import ROOM, SPARE, candidate, candidates, roster
from fangxian.science.city.tables import AGE_MASK
from fangxian.science.compiling import inlined

__all__ = [
    "MAX_STAYS",
    "MAX_VISITS",
    "ROOM",
    "SPARE",
    "TRANSIT",
    "busy",
    "candidate",
    "candidates",
    "day_word",
    "goes",
    "itinerary",
    "lane_visits",
    "pool_key",
    "rest_day",
    "ride",
    "ride_times",
    "roster",
    "site_hours",
    "site_stay",
    "traits_of",
    "venue_stretch",
    "visit",
    "visit_times",
    "visits",
    "weekday_of",
    "workday",
]

MAX_VISITS = LANES + 2
"""Visits of a person on a day, at most: one in each lane, and a ride out and back."""
MAX_STAYS = 2 * MAX_VISITS + 3
"""Stays of a person on a day, at most: visits, class or work, and home between them."""
_LANES = int(LANES)


@borrowing
def visit(tables: Any, person: Any, kind: Any, day: Any) -> Any:
    """A person's visit to a kind of venue on a day.

    Returns
    -------
    tuple of int
        Place id (-1 for none), minutes at which it begins and ends, and at which a ride back begins (-1 for none;
        it lasts as long as the ride out).
    """
    word = day_word(tables.seed, person, day)
    traits = traits_of(tables.traits, person)
    work = workday(tables.seed, tables.clock, person, day, traits, word)
    venue, begin, stop, back = np.int64(-1), np.int64(0), np.int64(0), np.int64(-1)
    if chosen(tables, kind, traits, word, work):
        venue = venue_of(tables, kind, area_of(tables.area_persons, person), person, day)
        if venue >= 0 and kind == RIDES:
            begin, stop, back = ride_times(tables.seed, tables.rules, tables.clock, venue, person)
        elif venue >= 0:
            begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, person, day, work)
    return venue, begin, stop, back


@borrowing
def visits(tables: Any, person: Any, day: Any, place: Any, start: Any, end: Any) -> Any:
    """Write a person's visits of a day in order of time, and return how many; class and work are no visits.

    ``place``, ``start`` and ``end`` hold at least :data:`MAX_VISITS`.
    """
    area, traits = area_of(tables.area_persons, person), traits_of(tables.traits, person)
    word = day_word(tables.seed, person, day)
    work = workday(tables.seed, tables.clock, person, day, traits, word)
    count = 0
    if work == 1 and traits & TRANSIT:
        count = ride(tables, person, area, day, place, start, end, 0)
    return lane_visits(
        tables, person, area, day, word, work * AGES + (traits & AGE_MASK), work, place, start, end, count
    )


@borrowing
def itinerary(tables: Any, person: Any, day: Any, days: Any, date: Any, place: Any, start: Any, end: Any) -> Any:
    """Write a person's visits of some days on end, with the day of each, and return how many.

    The arrays hold at least one more than ``days`` times :data:`MAX_VISITS`.
    """
    area, traits = area_of(tables.area_persons, person), traits_of(tables.traits, person)
    planned = _plan(tables, person, traits, day, days, date, place, start)
    run, leave, arrive, back = np.int64(-1), np.int64(0), np.int64(0), np.int64(0)
    count: Any = 0
    if traits & TRANSIT:
        run = venue_of(tables, RIDES, area, person, day)
        leave, arrive, back = ride_times(tables.seed, tables.rules, tables.clock, run, person)
    for number in range(planned):  # each plan is read before a visit is written over it
        today, kind, work = date[number], np.int64(place[number]) >> 1, np.int64(place[number]) & 1
        if kind == RIDES:
            begin = back if start[number] else leave
            date[count], place[count], start[count], end[count] = today, run, begin, begin + arrive - leave
            count += 1
        else:
            venue = venue_of(tables, kind, area, person, np.int64(today))
            begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, person, np.int64(today), work)
            date[count], place[count], start[count], end[count] = today, venue, begin, stop
            count += np.int64(venue >= 0)
    return count


@inlined
def _plan(tables: Any, person: Any, traits: Any, day: Any, days: Any, date: Any, place: Any, start: Any) -> Any:
    """Write what a person means to do: the day, the kind of venue (twice, plus one on working days), and the way.

    First all plans, then all venues: chance decides every plan, and a processor that guesses wrong drops what it
    has begun; the venues, without such guesses, are then worked out several at a time.
    """
    rest, weekday = rest_day(tables.seed, person, traits), weekday_of(day)
    count: Any = 0
    for today in range(day, day + days):
        word = day_word(tables.seed, person, today)
        work = goes(tables.clock, traits, rest, weekday, word)
        weekday = weekday + 1 if weekday < 6 else 0
        row = work * AGES + (traits & AGE_MASK)
        rides = work & np.int64((traits & TRANSIT) != 0)
        for way in range(2):
            date[count], place[count], start[count] = today, 2 * RIDES + 1, way
            count += rides
        for lane in range(_LANES):
            kind = kind_in(tables.chances, tables.order, lane, word, row)
            date[count], place[count] = today, 2 * kind + work
            count += np.int64(kind >= 0)
    return count


@inlined
def ride(tables: Any, person: Any, area: Any, day: Any, place: Any, start: Any, end: Any, count: Any) -> Any:
    """Write a rider's way out and back behind the first ``count`` visits, and return how many there are then."""
    run = venue_of(tables, RIDES, area, person, day)
    if run >= 0:
        leave, arrive, back = ride_times(tables.seed, tables.rules, tables.clock, run, person)
        place[count], start[count], end[count] = run, leave, arrive
        place[count + 1], start[count + 1], end[count + 1] = run, back, back + arrive - leave
        count += 2
    return count


@inlined
def lane_visits(
    tables: Any, person: Any, area: Any, day: Any, word: Any, row: Any, work: Any, place: Any, start: Any, end: Any,
    count: Any,
) -> Any:  # fmt: skip
    """Write a day's visits of each lane behind the first ``count``, in order of time; ``row`` is of the chances."""
    for lane in range(_LANES):
        kind = kind_in(tables.chances, tables.order, lane, word, row)
        venue = venue_of(tables, kind, area, person, day) if kind >= 0 else np.int64(-1)
        if venue >= 0:
            begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, person, day, work)
            place[count], start[count], end[count] = venue, begin, stop
            count += 1
    return count

"""Who is together: questions to the city's itineraries that the engine asks.

They ask for the hour first and for the venue only where the hour fits: most hours do not, and a venue costs a look at
its pool's layout.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from fangxian.science.city.choices import RIDES, kind_in, ride_times, visit_times
from fangxian.science.city.days import TRANSIT, day_word, site_hours, traits_of, workday
from fangxian.science.city.law import LANES
from fangxian.science.city.layout import venue_of
from fangxian.science.city.parameters import AGES
from fangxian.science.city.places import area_of
from fangxian.science.city.tables import AGE_MASK, BACKS, FIRST_BACK, FIRST_START, LEAST, STARTS, STAYS
from fangxian.science.city.visits import MAX_VISITS
from fangxian.science.epidemic.compiling import inlined, inner

_LANES = int(LANES)


class OneDay(NamedTuple):
    """Room for one person's visits of a day."""

    place: Any
    start: Any
    end: Any


def one_day() -> OneDay:
    """Fresh room; one for each thread."""
    return OneDay(*(np.zeros(MAX_VISITS, kind) for kind in (np.int32, np.int16, np.int16)))


@inner
def longest_ride(rules: Any) -> Any:
    """Minutes a ride takes, at most."""
    return rules[RIDES, LEAST + 1] + rules[RIDES, STAYS + 1]


@inlined
def _riding(tables: Any, person: Any, day: Any, minute: Any) -> Any:
    """Whether a rider who goes to work on a day rides at a minute."""
    span = longest_ride(tables.rules)
    first, back = tables.rules[RIDES, FIRST_START + 1], tables.clock[FIRST_BACK]
    out = first <= minute < first + tables.rules[RIDES, STARTS + 1] + span
    if not out and not back <= minute < back + tables.clock[BACKS] + span:
        return False
    run = venue_of(tables, RIDES, area_of(tables.area_persons, person), person, day)
    leave, arrive, home = ride_times(tables.seed, tables.rules, tables.clock, run, person)
    return run >= 0 and (leave <= minute < arrive or home <= minute < home + arrive - leave)


@inner
def at_home(tables: Any, person: Any, day: Any, minute: Any) -> Any:
    """Tell whether a person is at home at a minute of a day."""
    traits, word = traits_of(tables.traits, person), day_word(tables.seed, person, day)
    work = workday(tables.seed, tables.clock, person, day, traits, word)
    if work == 1:
        begins, ends = site_hours(tables.seed, tables.clock, traits, person, day)
        if begins <= minute < ends:
            return False
        if traits & TRANSIT and _riding(tables, person, day, minute):
            return False
    row = work * AGES + (traits & AGE_MASK)
    for lane in range(_LANES):
        kind = kind_in(tables.chances, tables.order, lane, word, row)
        if kind >= 0:
            begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, person, day, work)
            if begin <= minute < stop:
                return venue_of(tables, kind, area_of(tables.area_persons, person), person, day) < 0
    return True


@inlined
def at_site(tables: Any, person: Any, day: Any, minute: Any) -> Any:
    """Tell whether a person is at class or work at a minute of a day."""
    traits = traits_of(tables.traits, person)
    if workday(tables.seed, tables.clock, person, day, traits, day_word(tables.seed, person, day)) == 0:
        return False
    begins, ends = site_hours(tables.seed, tables.clock, traits, person, day)
    return begins <= minute < ends

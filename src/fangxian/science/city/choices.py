"""Whether somebody visits a kind of venue on a day, and from when to when.

A day's 64 bits hold sixteen for each lane of exclusive visits; somebody may visit a kind of venue if the lane's
number lies in the kind's interval, which depends on age and on whether it is a working day.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, draw, second_below
from fangxian.science.city.days import TRANSIT
from fangxian.science.city.law import RIDES as _RIDES
from fangxian.science.city.parameters import AGES
from fangxian.science.city.purposes import RIDE, RUN, TIME
from fangxian.science.city.tables import (
    AGE_MASK,
    BACKS,
    FIRST_BACK,
    FIRST_START,
    LANE,
    LEAST,
    PLACES,
    STARTS,
    STAYS,
    TOGETHER,
)
from fangxian.science.compiling import inlined, inner

RIDES = int(_RIDES)
_U = np.uint64


@inner
def kind_in(chances: Any, order: Any, lane: Any, word: Any, row: Any) -> Any:
    """The kind of venue a day's word means in a lane, -1 for none; ``row`` is that of the chances."""
    number = np.int64((word >> _U(16 * lane)) & _U(0xFFFF))
    column = PLACES * lane
    passed = np.int64(number >= chances[row, column])  # summed, not branched on: chance decides each
    passed += np.int64(number >= chances[row, column + 1])
    passed += np.int64(number >= chances[row, column + 2])
    passed += np.int64(number >= chances[row, column + 3])
    return order[lane, passed]


@inlined
def chosen(tables: Any, kind: Any, traits: Any, word: Any, work: Any) -> Any:
    """Tell whether somebody may visit a kind of venue on a day."""
    found = False
    if kind == RIDES:
        found = work == 1 and (traits & TRANSIT) != 0
    else:
        row = work * AGES + (traits & AGE_MASK)
        found = kind_in(tables.chances, tables.order, tables.rules[kind, LANE], word, row) == kind
    return found


@inner
def visit_times(seed: Any, rules: Any, household: Any, kind: Any, person: Any, day: Any, work: Any) -> Any:
    """Minutes at which a visit begins and ends; rides have their own."""
    unit = np.int64(household[person]) if rules[kind, TOGETHER] else np.int64(person)
    return unit_times(seed, rules, kind, unit, day, work)


@inner
def unit_times(seed: Any, rules: Any, kind: Any, unit: Any, day: Any, work: Any) -> Any:
    """:func:`visit_times` of whoever goes as one: a person, or a household where they go together."""
    word = draw(seed, TIME + kind, unit, day)
    begin = rules[kind, FIRST_START + work] + below(word, rules[kind, STARTS + work])
    return begin, begin + rules[kind, LEAST + work] + second_below(word, rules[kind, STAYS + work])


@inner
def ride_times(seed: Any, rules: Any, clock: Any, venue: Any, person: Any) -> Any:
    """Minutes at which a ride out begins and ends and the ride back begins: the vehicle's, and the person's way."""
    run = draw(seed, RUN, venue, 0)
    begin = rules[RIDES, FIRST_START + 1] + below(run, rules[RIDES, STARTS + 1])
    back = clock[FIRST_BACK] + second_below(run, clock[BACKS])
    way = draw(seed, RIDE, person, 0)
    ride = rules[RIDES, LEAST + 1] + below(way, rules[RIDES, STAYS + 1])
    return begin, begin + ride, back

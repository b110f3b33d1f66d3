"""Whether somebody visits a kind of venue on a day, and from when to when.

A day's 64 bits hold sixteen for each lane of exclusive visits; somebody may visit a kind of venue if the lane's
number lies in the kind's interval, which depends on age and on whether it is a working day.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, draw, inlined, second_below
from fangxian.science.city.days import TRANSIT, traits_of
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

RIDES = int(_RIDES)
_U = np.uint64


@inlined
def kind_in(tables: Any, lane: Any, word: Any, row: Any) -> Any:
    """The kind of venue a day's word means in a lane, -1 for none; ``row`` is that of the chances."""
    number = np.int64((word >> _U(16 * lane)) & _U(0xFFFF))
    column = PLACES * lane
    passed = np.int64(number >= tables.chances[row, column])  # summed, not branched on: chance decides each
    passed += np.int64(number >= tables.chances[row, column + 1])
    passed += np.int64(number >= tables.chances[row, column + 2])
    passed += np.int64(number >= tables.chances[row, column + 3])
    return tables.order[lane, passed]


@inlined
def chosen(tables: Any, kind: Any, traits: Any, word: Any, work: Any) -> Any:
    """Tell whether somebody may visit a kind of venue on a day."""
    found = False
    if kind == RIDES:
        found = work == 1 and (traits & TRANSIT) != 0
    else:
        row = work * AGES + (traits & AGE_MASK)
        found = kind_in(tables, tables.rules[kind, LANE], word, row) == kind
    return found


@inlined
def wants(tables: Any, kind: Any, person: Any, word: Any, work: Any) -> Any:
    """:func:`chosen` of somebody of whom nothing is known yet."""
    return chosen(tables, kind, traits_of(tables, person), word, work)


@inlined
def visit_times(tables: Any, kind: Any, person: Any, day: Any, work: Any) -> Any:
    """Minutes at which a visit begins and ends; rides have their own."""
    unit = np.int64(tables.household[person]) if tables.rules[kind, TOGETHER] else np.int64(person)
    return unit_times(tables, kind, unit, day, work)


@inlined
def unit_times(tables: Any, kind: Any, unit: Any, day: Any, work: Any) -> Any:
    """:func:`visit_times` of whoever goes as one: a person, or a household where they go together."""
    word = draw(tables.seed, TIME + kind, unit, day)
    begin = tables.rules[kind, FIRST_START + work] + below(word, tables.rules[kind, STARTS + work])
    return begin, begin + tables.rules[kind, LEAST + work] + second_below(word, tables.rules[kind, STAYS + work])


@inlined
def ride_times(tables: Any, venue: Any, person: Any) -> Any:
    """Minutes at which a ride out begins and ends and the ride back begins: the vehicle's, and the person's way."""
    run = draw(tables.seed, RUN, venue, 0)
    begin = tables.rules[RIDES, FIRST_START + 1] + below(run, tables.rules[RIDES, STARTS + 1])
    back = tables.clock[FIRST_BACK] + second_below(run, tables.clock[BACKS])
    way = draw(tables.seed, RIDE, person, 0)
    ride = tables.rules[RIDES, LEAST + 1] + below(way, tables.rules[RIDES, STAYS + 1])
    return begin, begin + ride, back

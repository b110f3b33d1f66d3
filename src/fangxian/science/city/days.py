"""A person's day: whether it is one of class or work, and from when to when.

Days are counted from 1970-01-01 in the city's zone. Times are minutes of the day.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, borrowing, draw, inlined
from fangxian.science.city.kinds import Flag
from fangxian.science.city.purposes import DAY, LATE, REST
from fangxian.science.city.tables import ATTENDANCE, FLAG_BIT, HOURS, LATENESS, ROLE_BIT, ROLE_MASK

TRANSIT = int(Flag.TRANSIT) << FLAG_BIT
"""The bit of ``traits`` of those who ride."""
_SHIFT = int(Flag.SHIFT) << FLAG_BIT
_ROLES = ROLE_MASK << ROLE_BIT  # none of these bits: at home
_U = np.uint64


@inlined
def day_word(tables: Any, person: Any, day: Any) -> Any:
    """The 64 bits that decide a person's day: sixteen for each lane, the last sixteen for attendance."""
    return draw(tables.seed, DAY, person, day)


@inlined
def traits_of(tables: Any, person: Any) -> Any:
    """Age, role and flags of a person in one number."""
    return np.int64(tables.traits[person])


@inlined
def rest_day(tables: Any, person: Any, traits: Any) -> Any:
    """The first of a person's two rest days on end, Monday 0: Saturday, or one of their own in shift work."""
    rest = np.int64(5)
    if traits & _SHIFT:
        rest = below(draw(tables.seed, REST, person, 0), 7)
    return rest


@inlined
def goes(tables: Any, traits: Any, rest: Any, weekday: Any, word: Any) -> Any:
    """1 if somebody goes to class or work on a day, else 0; ``word`` is that of the day."""
    since = weekday - rest if weekday >= rest else weekday - rest + 7
    comes = np.int64(word >> _U(48)) < tables.clock[ATTENDANCE]
    return np.int64(since >= 2 and comes and (traits & _ROLES) != 0)


@inlined
def weekday_of(day: Any) -> Any:
    """0 for Monday to 6: 1970-01-01 was a Thursday."""
    return (day + 3) % 7


@inlined
def is_busy(tables: Any, person: Any, day: Any, word: Any) -> Any:
    """:func:`goes` of somebody of whom nothing is known yet."""
    traits = traits_of(tables, person)
    return goes(tables, traits, rest_day(tables, person, traits), weekday_of(day), word)


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
    role = (traits_of(tables, person) >> ROLE_BIT) & ROLE_MASK
    late = below(draw(tables.seed, LATE, person, day), tables.clock[LATENESS] + 1)
    return tables.clock[HOURS + 2 * role] + late, tables.clock[HOURS + 2 * role + 1]

"""A person's day: whether it is one of class or work, and from when to when.

Days are counted from 1970-01-01 in the city's zone. Times are minutes of the day.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import below, borrowing, draw
from fangxian.science.city.kinds import Flag
from fangxian.science.city.purposes import DAY, LATE, REST
from fangxian.science.city.tables import ATTENDANCE, FLAG_BIT, HOURS, LATENESS, ROLE_BIT, ROLE_MASK
from fangxian.science.compiling import inner

TRANSIT = int(Flag.TRANSIT) << FLAG_BIT
"""The bit of ``traits`` of those who ride."""
_SHIFT = int(Flag.SHIFT) << FLAG_BIT
_ROLES = ROLE_MASK << ROLE_BIT  # none of these bits: at home
_U = np.uint64


@inner
def day_word(seed: Any, person: Any, day: Any) -> Any:
    """The 64 bits that decide a person's day: sixteen for each lane, the last sixteen for attendance."""
    return draw(seed, DAY, person, day)


@inner
def traits_of(traits: Any, person: Any) -> Any:
    """Age, role and flags of a person in one number."""
    return np.int64(traits[person])


@inner
def rest_day(seed: Any, person: Any, traits: Any) -> Any:
    """The first of a person's two rest days on end, Monday 0: Saturday, or one of their own in shift work."""
    rest = np.int64(5)
    if traits & _SHIFT:
        rest = below(draw(seed, REST, person, 0), 7)
    return rest


@inner
def goes(clock: Any, traits: Any, rest: Any, weekday: Any, word: Any) -> Any:
    """1 if somebody goes to class or work on a day, else 0; ``word`` is that of the day."""
    since = weekday - rest if weekday >= rest else weekday - rest + 7
    comes = np.int64(word >> _U(48)) < clock[ATTENDANCE]
    return np.int64(since >= 2 and comes and (traits & _ROLES) != 0)


@inner
def weekday_of(day: Any) -> Any:
    """0 for Monday to 6: 1970-01-01 was a Thursday."""
    return (day + 3) % 7


@inner
def workday(seed: Any, clock: Any, person: Any, day: Any, traits: Any, word: Any) -> Any:
    """:func:`goes` of somebody on a day of which only the word is known yet."""
    return goes(clock, traits, rest_day(seed, person, traits), weekday_of(day), word)


@borrowing
def busy(tables: Any, person: Any, day: Any) -> Any:
    """Tell whether a person goes to class or work on a day."""
    word = day_word(tables.seed, person, day)
    return workday(tables.seed, tables.clock, person, day, traits_of(tables.traits, person), word) == 1


@borrowing
def site_stay(tables: Any, person: Any, day: Any) -> Any:
    """Group, and the minutes between which a person is with it; group -1 if not on that day."""
    traits, word = traits_of(tables.traits, person), day_word(tables.seed, person, day)
    if workday(tables.seed, tables.clock, person, day, traits, word) == 0:
        return np.int64(-1), np.int64(0), np.int64(0)
    start, end = site_hours(tables.seed, tables.clock, traits, person, day)
    return np.int64(tables.group[person]), start, end


@inner
def site_hours(seed: Any, clock: Any, traits: Any, person: Any, day: Any) -> Any:
    """Minutes at class or work of somebody who is known to go."""
    role = (traits >> ROLE_BIT) & ROLE_MASK
    late = below(draw(seed, LATE, person, day), clock[LATENESS] + 1)
    return clock[HOURS + 2 * role] + late, clock[HOURS + 2 * role + 1]

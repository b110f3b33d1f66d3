"""Who works, who learns, and in which zone: a draw for each person, zone by zone of their homes."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import borrowing, compiled, draw, mix, unit
from fangxian.science.city.kinds import Flag, Role
from fangxian.science.city.purposes import HABIT, WORK, ZONE
from fangxian.science.compiling import inlined

_HOME, _PUPIL, _STUDENT, _WORKER = int(Role.HOME), int(Role.PUPIL), int(Role.STUDENT), int(Role.WORKER)
_SHIFT, _TRANSIT, _OUTSIDE = int(Flag.SHIFT), int(Flag.TRANSIT), int(Flag.OUTSIDE)


@borrowing
def occupy(
    first: Any,
    last: Any,
    seed: Any,
    zone_persons: Any,
    age: Any,
    university: Any,
    levels: Any,
    enrolled: Any,
    employed: Any,
    shares: Any,
    mobility: Any,
    role: Any,
    flags: Any,
    level: Any,
    destination: Any,
    flows: Any,
) -> None:
    """Draw the role of everybody in zones ``first … last - 1``.

    Parameters
    ----------
    university : int
        The school level of those who live in a student room.
    levels, enrolled, employed : int64[101], float64[101], float64[101]
        School level of an age (-1 for none), and the chance of learning and of working at that age.
    shares : (float, float)
        Of workers who rest on days of their own, and of those working elsewhere who ride.
    mobility : (float64[n, n], int32[n, n])
        Alias tables of the zone somebody works in, a row for each zone of homes.
    role, flags, level, destination : arrays by person
        Written; ``level`` is the school level plus one, ``destination`` the zone of work.
    flows : int64[n, n]
        Written: workers by zone of home (row) and of work.
    """
    for zone in range(first, last):
        for person in range(zone_persons[zone], zone_persons[zone + 1]):
            years = age[person]
            word = draw(seed, WORK, person, 0)
            if role[person] == _STUDENT:
                level[person] = university + 1
            elif levels[years] >= 0 and unit(word) < enrolled[years]:
                level[person] = levels[years] + 1
                role[person] = _STUDENT if levels[years] == university else _PUPIL
            elif unit(mix(word)) < employed[years]:
                role[person] = _WORKER
                _settle(seed, person, zone, shares, mobility, flags, destination)
                flows[zone, destination[person]] += 1


@inlined
def _settle(seed: Any, person: Any, zone: Any, shares: Any, mobility: Any, flags: Any, destination: Any) -> None:
    """Draw the zone a worker works in, and the worker's habits."""
    chances, aliases = mobility
    word = draw(seed, ZONE, person, 0)
    width = chances.shape[1]
    column = np.int64(unit(word) * width)
    if unit(mix(word)) >= chances[zone, column]:
        column = aliases[zone, column]
    destination[person] = column
    habit = draw(seed, HABIT, person, 0)
    found = _SHIFT if unit(habit) < shares[0] else 0
    if column != zone:
        found |= _OUTSIDE
        if unit(mix(habit)) < shares[1]:
            found |= _TRANSIT
    flags[person] = found


@compiled
def gather_workers(
    first: Any, last: Any, zone_persons: Any, role: Any, destination: Any, starts: Any, workers: Any
) -> None:
    """Sort workers by the zone they work in; ``starts[home, work]`` says where those of two zones begin."""
    for zone in range(first, last):
        spots = starts[zone].copy()
        for person in range(zone_persons[zone], zone_persons[zone + 1]):
            if role[person] == _WORKER:
                goal = destination[person]
                workers[spots[goal]] = person
                spots[goal] += 1


@borrowing
def count_pupils(first: Any, last: Any, zone_persons: Any, level: Any, pupils: Any) -> None:
    """Count those of a zone who learn."""
    for zone in range(first, last):
        found = 0
        for person in range(zone_persons[zone], zone_persons[zone + 1]):
            if level[person] > 0:
                found += 1
        pupils[zone] = found

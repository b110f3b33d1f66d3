"""Exposures from the side of those who transmit: the cost follows the number of infectious people.

The law. Between a case and one other person who is with it at time t in setting s there is a hazard of
``rate[s] · multiplier · w(t)`` an hour, where w is the share of the case's infectiousness in that hour since its
infection. In a class or team of n others it is reduced by ``min(1, contacts / n)``; at a venue where n others are
present by ``(1 - exp(-n / contacts)) · contacts / n``, since a person is near to so many at most. Exposures of
different pairs are independent Poisson processes, so a case's exposures in a slab of time are Poisson with the sum
of its hazards: one uniform number says how many, and mostly it says none (Lewis & Shedler's thinning, Naval Res
Logist Q 26:403, does the rest). Only then is anybody else's data read.

What the population does about it (immunity, measures) is applied afterwards, in order of time, by
:mod:`~fangxian.science.epidemic.infection`. Exposures therefore do not depend on it: two runs that differ in one
measure draw the same ones.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fangxian.science.city.chance import below, draw, mix, unit
from fangxian.science.city.kinds import FIRST_VENUE
from fangxian.science.city.visits import MAX_VISITS, site_stay, visits
from fangxian.science.epidemic.arrays import S_LATER, S_LINGERS, S_VENUES
from fangxian.science.epidemic.codes import AFTERWARDS, FIRST_VENUE_SETTING, NOWHERE, Purpose, Setting
from fangxian.science.epidemic.company import somebody_at
from fangxian.science.epidemic.compiling import helper, kernel
from fangxian.science.epidemic.course import chance
from fangxian.science.epidemic.presence import at_home, at_site

_EXPOSURE, _EVENT = int(Purpose.EXPOSURE), int(Purpose.EVENT)
_HOME, _CLASS, _OFFICE, _ANYWHERE = (
    int(Setting.HOME), int(Setting.CLASS), int(Setting.OFFICE), int(Setting.ANYWHERE),
)  # fmt: skip
FIRST_VENUE_KIND = int(FIRST_VENUE)
_MOST = 200
"""Most exposures of one case in one slab."""
_FIXED = 3
"""Parts of a slab that are no venue visits: home, anywhere, class or team."""
_AT_HOME, _AT_LARGE, _AT_SITE = range(_FIXED)
FULL = -1
DAY = 1440


class Scratch(NamedTuple):
    """Room for one case's day: its parts, and two people's visits."""

    hazard: Any
    opens: Any
    closes: Any
    setting: Any
    place: Any
    start: Any
    end: Any
    place2: Any
    start2: Any
    end2: Any


def scratch() -> Scratch:
    """Fresh room; one for each thread."""
    parts = MAX_VISITS + _FIXED
    minutes = [np.zeros(parts, np.int64) for _ in range(3)]
    stays = [np.zeros(MAX_VISITS, kind) for kind in (np.int32, np.int16, np.int16) * 2]
    return Scratch(np.zeros(parts, np.float64), *minutes, *stays)


@helper
def crowd(law: Any, town: Any, group: Any) -> Any:
    """The hazard a member of a class or team exerts in an hour by all its draws, and the setting.

    Targets are drawn among all members; a case that draws itself has drawn nobody.
    """
    setting = _OFFICE if law.office[group] else _CLASS
    members = town.group_offsets[group + 1] - town.group_offsets[group]
    if members < 2:
        return 0.0, setting
    near = min(members - 1.0, law.contacts[setting])
    return law.rate[setting] * near * members / (members - 1.0), setting


@helper
def reach(law: Any, town: Any, person: Any) -> Any:
    """A bound on the hazard that one unit of hourly infectiousness of a person exerts in a slab."""
    home = town.household[person]
    hourly = law.rate[_HOME] * (town.household_offsets[home + 1] - town.household_offsets[home] - 1)
    if town.group[person] >= 0:
        hourly += crowd(law, town, town.group[person])[0]
    hourly += law.rate[_ANYWHERE] * law.contacts[_ANYWHERE]
    return hourly * law.slab / 60 + law.scalars[S_VENUES]


@helper
def poisson(u: Any, mean: Any) -> Any:
    """The number of events of a Poisson variable by inversion of one uniform number."""
    term = math.exp(-mean)
    total = term
    count = 0
    while u >= total and count < _MOST:
        count += 1
        term *= mean / count
        total += term
    return count


@helper
def _part(room: Any, k: Any, setting: Any, opens: Any, closes: Any, hourly: Any) -> Any:
    """Note one part of a slab; return its hazard."""
    room.setting[k], room.opens[k], room.closes[k] = setting, opens, closes
    room.hazard[k] = hourly * max(0, closes - opens) / 60
    return room.hazard[k]


@kernel
def _parts(law: Any, tables: Any, town: Any, person: Any, day: Any, opens: Any, room: Any) -> Any:
    """Note where a person is in a slab, with the hazard it exerts there; return how many parts, and the sum."""
    closes = opens + law.slab
    home = town.household[person]
    others = town.household_offsets[home + 1] - town.household_offsets[home] - 1
    total = _part(room, _AT_HOME, _HOME, opens, closes, law.rate[_HOME] * others)
    total += _part(room, _AT_LARGE, _ANYWHERE, opens, closes, law.rate[_ANYWHERE] * law.contacts[_ANYWHERE])
    group, begins, ends = site_stay(tables, person, day)
    if group >= 0:
        hourly, setting = crowd(law, town, group)
        total += _part(room, _AT_SITE, setting, max(np.int64(begins), opens), min(np.int64(ends), closes), hourly)
    else:
        total += _part(room, _AT_SITE, _CLASS, opens, opens, 0.0)
    count = visits(tables, person, day, room.place, room.start, room.end)
    for k in range(count):
        setting = np.int64(town.place_kind[room.place[k]]) - FIRST_VENUE_KIND + FIRST_VENUE_SETTING
        a, b = max(np.int64(room.start[k]), opens), min(np.int64(room.end[k]), closes)
        total += _part(room, _FIXED + k, setting, a, b, law.rate[setting] * law.contacts[setting])
    return _FIXED + count, total


@helper
def _choose(room: Any, parts: Any, x: Any) -> Any:
    """The part in which the hazard, summed from the first on, reaches `x`."""
    for k in range(parts):
        if x < room.hazard[k]:
            return k
        x -= room.hazard[k]
    return parts - 1


@helper
def _house_mate(tables: Any, town: Any, person: Any, day: Any, minute: Any, word: Any, room: Any) -> Any:
    """Another member of the household, if both are at home; else -1."""
    home = town.household[person]
    low = town.household_offsets[home]
    target = low + below(word, town.household_offsets[home + 1] - low - 1)
    if target >= person:
        target += 1
    if not at_home(tables, person, day, minute, room.place2, room.start2, room.end2):
        return -1
    return target if at_home(tables, target, day, minute, room.place2, room.start2, room.end2) else -1


@helper
def _class_mate(tables: Any, town: Any, person: Any, day: Any, minute: Any, word: Any) -> Any:
    """Another member of the class or team, if it is there; else -1."""
    low = town.group_offsets[town.group[person]]
    members = town.group_offsets[town.group[person] + 1] - low
    target = np.int64(town.group_members[low + below(word, members)])
    return target if target != person and at_site(tables, target, day, minute) else -1


@helper
def _target(
    law: Any, tables: Any, town: Any, person: Any, day: Any, minute: Any, part: Any, word: Any, room: Any
) -> Any:
    """Who is exposed in a part, where, when and how; the person is -1 for nobody."""
    setting = room.setting[part]
    if part == _AT_HOME:
        target = _house_mate(tables, town, person, day, minute, word, room)
        return target, town.n_places + town.household[person], minute, setting
    if part == _AT_LARGE:
        target = below(word, town.household.size - 1)
        return target + (target >= person), NOWHERE, minute, setting
    if part == _AT_SITE:
        target = _class_mate(tables, town, person, day, minute, word)
        return target, np.int64(town.group_site[town.group[person]]), minute, setting
    where = np.int64(room.place[part - _FIXED])
    contacts = law.contacts[setting]
    if unit(mix(word + np.uint64(4))) < law.scalars[S_LATER]:
        minute -= np.int64(law.scalars[S_LINGERS] * math.log(1.0 - unit(mix(word + np.uint64(5)))))
        setting += AFTERWARDS
        if minute >= min(DAY, room.opens[_AT_HOME] + law.slab):
            return -1, where, minute, setting
    return somebody_at(tables, where, day, minute, person, contacts, word), where, minute, setting


@kernel
def expose(
    law: Any, tables: Any, town: Any, cases: Any, first: Any, last: Any, begin: Any, epoch: Any, room: Any, events: Any
) -> Any:
    """Draw the exposures by cases `first` … `last` - 1 in the slab that begins at minute `begin`.

    Parameters
    ----------
    epoch : int
        Day number of the run's first day, days since 1970-01-01.
    room : Scratch
    events : Events
        Filled from its beginning.

    Returns
    -------
    int
        How many, or :data:`FULL` where there was no room.
    """
    day = epoch + begin // DAY
    opens = begin % DAY
    found = 0
    for number in range(first, last):
        age = (begin - cases.at[number]) // 60
        if age >= law.peak.shape[1]:
            continue
        strength = cases.multiplier[number] * law.peak[cases.bin[number], age]
        person = np.int64(cases.person[number])
        u = chance(law.seed, _EXPOSURE, person, begin)
        bound = strength * cases.reach[number]
        if u < 1.0 - bound or u < math.exp(-bound):
            continue
        parts, total = _parts(law, tables, town, person, day, opens, room)
        count = poisson(u, total * strength)
        if found + count > events.at.size:
            return FULL
        for j in range(count):
            word = draw(law.seed, _EVENT, person, begin * 256 + j)
            part = _choose(room, parts, unit(word) * total)
            if room.closes[part] <= room.opens[part]:
                continue
            word = mix(word + np.uint64(1))
            minute = room.opens[part] + below(word, room.closes[part] - room.opens[part])
            since = (begin - opens + minute - cases.at[number]) // 60
            if since >= law.profile.shape[1]:
                continue
            word = mix(word + np.uint64(2))
            if unit(word) * law.peak[cases.bin[number], age] >= law.profile[cases.bin[number], since]:
                continue
            word = mix(word + np.uint64(3))
            target, place, minute, setting = _target(law, tables, town, person, day, minute, part, word, room)
            if target < 0:
                continue
            events.at[found] = begin - opens + minute
            events.source[found] = number
            events.target[found] = target
            events.place[found] = place
            events.setting[found] = setting
            found += 1
    return found

"""Exposures from the side of those who transmit: the cost follows the number of infectious people.

The law. Between a case and one other person who is with it at time t in setting s there is a hazard of
``rate[s] · multiplier · w(t)`` an hour, where w is the share of the case's infectiousness in that hour since its
infection. In a class or team of n others it is reduced by ``min(1, contacts / n)``; at a venue where n others are
present by ``(1 - exp(-n / contacts)) · contacts / n``, since a person is near to so many at most. Exposures of
different pairs are independent Poisson processes, so a case's exposures in a slab of time are Poisson with the sum
of its hazards: one uniform number says how many, and mostly it says none. It is drawn with a bound on the sum that
takes only what is noted with the case; an exposure counts if it falls where and when the case truly was (Lewis &
Shedler's thinning, Naval Res Logist Q 26:403). Only then is anybody else's data read.

What the population does about it (immunity, measures) is applied afterwards, in order of time, by
:mod:`~fangxian.science.epidemic.infection`. Exposures therefore do not depend on it: two runs that differ in one
measure draw the same ones.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from fangxian.science.city.chance import below, draw, mix, unit
from fangxian.science.city.choices import RIDES, kind_in, ride_times, visit_times
from fangxian.science.city.days import TRANSIT, day_word, site_hours, traits_of, workday
from fangxian.science.city.law import LANES
from fangxian.science.city.layout import venue_of
from fangxian.science.city.parameters import AGES
from fangxian.science.city.places import area_of
from fangxian.science.city.tables import AGE_MASK, HOURS, LEAST, ROLE_BIT, ROLE_MASK, STAYS
from fangxian.science.epidemic.arrays import S_LATER, S_LINGERS, S_VENUES
from fangxian.science.epidemic.codes import AFTERWARDS, FIRST_VENUE_SETTING, NOWHERE, Purpose, Setting
from fangxian.science.epidemic.company import somebody_at
from fangxian.science.epidemic.compiling import inlined, inner, kernel
from fangxian.science.epidemic.course import chance
from fangxian.science.epidemic.presence import at_home, at_site, longest_ride

_EXPOSURE, _EVENT = int(Purpose.EXPOSURE), int(Purpose.EVENT)
_HOME, _CLASS, _OFFICE, _ANYWHERE = (
    int(Setting.HOME), int(Setting.CLASS), int(Setting.OFFICE), int(Setting.ANYWHERE),
)  # fmt: skip
_LANES = int(LANES)
_MOST = 200
"""Most exposures of one case in one slab."""
_AT_HOME, _AT_LARGE, _AT_SITE, _OUT, _BACK, _LANE = range(6)
"""Parts of a slab: home, anywhere, class or team, the ride out and back, and from the last on a visit in each lane."""
_PARTS = _LANE + _LANES
FULL = -1
DAY = 1440


class Scratch(NamedTuple):
    """Room for one case's slab, by part."""

    hazard: Any
    opens: Any
    kind: Any


def scratch() -> Scratch:
    """Fresh room; one for each thread."""
    return Scratch(np.zeros(_PARTS, np.float64), np.zeros(2, np.int64), np.zeros(_PARTS, np.int64))


@inner
def crowd(office: Any, rate: Any, contacts: Any, group_offsets: Any, group: Any) -> Any:
    """The hazard a member of a class or team exerts in an hour by all its draws, and the setting.

    Targets are drawn among all members; a case that draws itself has drawn nobody.
    """
    setting = _OFFICE if office[group] else _CLASS
    members = group_offsets[group + 1] - group_offsets[group]
    if members < 2:
        return 0.0, setting
    near = min(members - 1.0, contacts[setting])
    return rate[setting] * near * members / (members - 1.0), setting


@inlined
def settle(law: Any, tables: Any, town: Any, cases: Any, number: Any, person: Any) -> None:
    """Note with a case where it lives and works, so that its exposures need nobody's data until there is one."""
    home, group = town.household[person], town.group[person]
    others = town.household_offsets[home + 1] - town.household_offsets[home] - 1
    cases.household[number], cases.group[number] = home, group
    cases.who[number] = tables.traits[person]
    cases.home[number] = law.rate[_HOME] * others * law.slab / 60
    cases.site[number] = crowd(law.office, law.rate, law.contacts, town.group_offsets, group)[0] if group >= 0 else 0.0


@inner
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


@inner
def _at_venue(rate: Any, contacts: Any, kind: Any, minutes: Any) -> Any:
    """Hazard that a unit of hourly infectiousness exerts in so many minutes at a kind of venue."""
    setting = kind + FIRST_VENUE_SETTING
    return rate[setting] * contacts[setting] * minutes / 60


@inner
def _longest(rules: Any, kind: Any, work: Any) -> Any:
    """Minutes a visit to a kind of venue lasts, at most."""
    return rules[kind, LEAST + work] + rules[kind, STAYS + work]


@inlined
def _bounds(law: Any, tables: Any, cases: Any, number: Any, day: Any, opens: Any, room: Any) -> Any:
    """Note a bound on the hazard a case exerts in each part of a slab; return their sum, and whether it works.

    The kinds of venue it means to visit are its own numbers of the day; which venue, and when, is asked only if
    somebody is exposed there.
    """
    person, traits = np.int64(cases.person[number]), np.int64(cases.who[number])
    word = day_word(tables.seed, person, day)
    work = workday(tables.seed, tables.clock, person, day, traits, word)
    hazard = room.hazard
    hazard[_AT_HOME] = cases.home[number] * law.fixed
    hazard[_AT_LARGE] = law.rate[_ANYWHERE] * law.contacts[_ANYWHERE] * law.slab / 60
    hazard[_AT_SITE] = hazard[_OUT] = hazard[_BACK] = 0.0
    if work == 1:
        role = (traits >> ROLE_BIT) & ROLE_MASK
        room.opens[0] = max(tables.clock[HOURS + 2 * role], opens)
        room.opens[1] = min(tables.clock[HOURS + 2 * role + 1], opens + law.slab)
        hazard[_AT_SITE] = cases.site[number] * law.fixed * max(0, room.opens[1] - room.opens[0]) / 60
        if traits & TRANSIT:
            hazard[_OUT] = hazard[_BACK] = _at_venue(law.rate, law.contacts, RIDES, longest_ride(tables.rules))
    total = hazard[_AT_HOME] + hazard[_AT_LARGE] + hazard[_AT_SITE] + hazard[_OUT] + hazard[_BACK]
    row = work * AGES + (traits & AGE_MASK)
    for lane in range(_LANES):
        kind = kind_in(tables.chances, tables.order, lane, word, row)
        room.kind[_LANE + lane] = kind
        hazard[_LANE + lane] = (
            _at_venue(law.rate, law.contacts, kind, _longest(tables.rules, kind, work)) if kind >= 0 else 0.0
        )
        total += hazard[_LANE + lane]
    return total, work


@inner
def _choose(hazard: Any, x: Any) -> Any:
    """The part in which the hazard, summed from the first on, reaches `x`."""
    for k in range(_PARTS):
        if x < hazard[k]:
            return k
        x -= hazard[k]
    return _AT_HOME


@inlined
def _moment(
    law: Any, tables: Any, part: Any, person: Any, day: Any, opens: Any, work: Any, word: Any, room: Any
) -> Any:
    """A minute in the slab at which the person is in a part, and the vehicle of a ride; -1 where there is none.

    Uniform over the longest the part could last: what lies outside its true hours is no exposure.
    """
    run = np.int64(-1)
    if part == _AT_SITE:
        return room.opens[0] + below(word, room.opens[1] - room.opens[0]), run
    if part < _OUT:
        return opens + below(word, law.slab), run
    if part < _LANE:
        run = venue_of(tables, RIDES, area_of(tables.area_persons, person), person, day)
        leave, arrive, back = ride_times(tables.seed, tables.rules, tables.clock, run, person)
        begin = leave if part == _OUT else back
        minute, stop = begin + below(word, longest_ride(tables.rules)), begin + arrive - leave
        if run < 0:
            return np.int64(-1), run
    else:
        kind = room.kind[part]
        begin, stop = visit_times(tables.seed, tables.rules, tables.household, kind, person, day, work)
        minute = begin + below(word, _longest(tables.rules, kind, work))
    if minute >= stop or minute < opens or minute >= opens + law.slab:
        minute = np.int64(-1)
    return minute, run


@inlined
def _house_mate(tables: Any, town: Any, infected: Any, person: Any, home: Any, day: Any, minute: Any, word: Any) -> Any:
    """Another member of the household never infected, if both are at home; else -1."""
    low = town.household_offsets[home]
    target = low + below(word, town.household_offsets[home + 1] - low - 1)
    target += target >= person
    if infected[target] != 0 or not at_home(tables, person, day, minute):
        return np.int64(-1)
    return target if at_home(tables, target, day, minute) else np.int64(-1)


@inlined
def _class_mate(
    tables: Any, town: Any, infected: Any, person: Any, group: Any, day: Any, minute: Any, word: Any
) -> Any:
    """Another member of the class or team never infected, if both are there; else -1."""
    low = town.group_offsets[group]
    target = np.int64(town.group_members[low + below(word, town.group_offsets[group + 1] - low)])
    if target == person or infected[target] != 0:
        return np.int64(-1)
    if minute < site_hours(tables.seed, tables.clock, traits_of(tables.traits, person), person, day)[0]:
        return np.int64(-1)
    return target if at_site(tables, target, day, minute) else np.int64(-1)


@inlined
def _visitor(
    law: Any, tables: Any, infected: Any, person: Any, where: Any, day: Any, minute: Any, setting: Any, ends: Any,
    word: Any,
) -> Any:  # fmt: skip
    """Somebody else at a venue never infected, or -1; the minute and the setting, which differ if the case has left."""
    if unit(mix(word + np.uint64(4))) < law.scalars[S_LATER]:
        minute -= np.int64(law.scalars[S_LINGERS] * math.log(1.0 - unit(mix(word + np.uint64(5)))))
        setting += AFTERWARDS
        if minute >= ends:
            return np.int64(-1), minute, setting
    contacts = law.contacts[setting & (AFTERWARDS - 1)]
    target = somebody_at(tables, where, day, minute, person, contacts, word)
    return (target if target < 0 or infected[target] == 0 else np.int64(-1)), minute, setting


@inlined
def _target(
    law: Any, tables: Any, town: Any, infected: Any, cases: Any, number: Any, day: Any, minute: Any, part: Any,
    run: Any, ends: Any, word: Any, room: Any,
) -> Any:  # fmt: skip
    """Who is exposed in a part, where, when and how; the person is -1 for nobody."""
    person = np.int64(cases.person[number])
    if part == _AT_HOME:
        home = np.int64(cases.household[number])
        target = _house_mate(tables, town, infected, person, home, day, minute, word)
        return target, town.n_places + home, minute, _HOME
    if part == _AT_LARGE:
        target = below(word, town.household.size - 1)
        target += target >= person
        return (target if infected[target] == 0 else np.int64(-1)), np.int64(NOWHERE), minute, _ANYWHERE
    if part == _AT_SITE:
        group = np.int64(cases.group[number])
        setting = _OFFICE if law.office[group] else _CLASS
        target = _class_mate(tables, town, infected, person, group, day, minute, word)
        return target, np.int64(town.group_site[group]), minute, setting
    kind, where = RIDES, run
    if part >= _LANE:
        kind = room.kind[part]
        where = venue_of(tables, kind, area_of(tables.area_persons, person), person, day)
        if where < 0:
            return np.int64(-1), where, minute, _HOME
    setting = kind + FIRST_VENUE_SETTING
    target, minute, setting = _visitor(law, tables, infected, person, where, day, minute, setting, ends, word)
    return target, where, minute, setting


@kernel
def expose(
    law: Any, tables: Any, town: Any, infected: Any, cases: Any, first: Any, last: Any, begin: Any, epoch: Any,
    room: Any, events: Any,
) -> Any:  # fmt: skip
    """Draw the exposures by cases `first` … `last` - 1 in the slab that begins at minute `begin`.

    Parameters
    ----------
    infected : int32[n_persons]
        Not zero for those infected before: exposures of theirs are left out.
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
        peak = law.peak[cases.bin[number], age]
        strength = cases.multiplier[number] * peak
        if strength <= 0:
            continue
        person = np.int64(cases.person[number])
        u = chance(law.seed, _EXPOSURE, person, begin)
        if u < 1.0 - strength * (cases.home[number] + cases.site[number] * law.slab / 60 + law.scalars[S_VENUES]):
            continue
        total, work = _bounds(law, tables, cases, number, day, opens, room)
        mean = total * strength
        if u < 1.0 - mean or u < math.exp(-mean):
            continue
        count = poisson(u, mean)
        if found + count > events.at.size:
            return FULL
        for j in range(count):
            word = draw(law.seed, _EVENT, person, begin * 256 + j)
            part = _choose(room.hazard, unit(word) * total)
            word = mix(word + np.uint64(1))
            minute, run = _moment(law, tables, part, person, day, opens, work, word, room)
            if minute < 0:
                continue
            since = (begin - opens + minute - cases.at[number]) // 60
            if since >= law.profile.shape[1]:
                continue
            word = mix(word + np.uint64(2))
            if unit(word) * peak >= law.profile[cases.bin[number], since]:
                continue
            word = mix(word + np.uint64(3))
            target, place, minute, setting = _target(
                law, tables, town, infected, cases, number, day, minute, part, run, opens + law.slab, word, room
            )
            if target < 0:
                continue
            events.at[found] = begin - opens + minute
            events.source[found] = number
            events.target[found] = target
            events.place[found] = place
            events.setting[found] = setting
            found += 1
    return found

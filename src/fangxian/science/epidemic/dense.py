"""Exposures at home, in class and at work from the side of the exposed: for when infection is common.

The law is that of :mod:`~fangxian.science.epidemic.exposure`. There, each case draws whom it exposes; many of them
have been infected before, and reading that they have is what costs. Here the strength of all cases of a household or
a class is summed first, and each person never infected draws by whom it is exposed. A Poisson process of pairs is the
same from either side, so both ways agree in distribution, though not draw by draw. Venues stay with the cases.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from fangxian.science.city.chance import below, draw, mix, unit
from fangxian.science.city.visits import site_stay
from fangxian.science.epidemic.codes import Purpose, Setting
from fangxian.science.epidemic.compiling import inlined, kernel
from fangxian.science.epidemic.course import chance
from fangxian.science.epidemic.exposure import DAY, FULL, crowd, poisson
from fangxian.science.epidemic.presence import at_home, at_site

_BACKWARD, _HOME = int(Purpose.BACKWARD), int(Setting.HOME)


@inlined
def _strength(law: Any, cases: Any, number: Any, begin: Any) -> Any:
    """A case's bound on hourly infectiousness in the slab that begins at a minute."""
    age = (begin - cases.at[number]) // 60
    if age >= law.peak.shape[1]:
        return 0.0
    return np.float64(cases.multiplier[number] * law.peak[cases.bin[number], age])


@kernel
def press(law: Any, cases: Any, first: Any, last: Any, begin: Any, homes: Any, groups: Any) -> None:
    """Sum the strength of cases by household and by class or team, in order of their numbers."""
    for number in range(first, last):
        strength = _strength(law, cases, number, begin)
        if strength > 0:
            homes[cases.household[number]] += strength
            if cases.group[number] >= 0:
                groups[cases.group[number]] += strength


@inlined
def _giver(law: Any, people: Any, cases: Any, begin: Any, members: Any, low: Any, high: Any, x: Any) -> Any:
    """The case at which the strength of the members, summed from the first on, reaches `x`; -1 for none.

    `members` is empty where persons `low` … `high` - 1 themselves are meant.
    """
    found = -1
    for k in range(low, high):
        person = members[k] if members.size > 0 else k
        number = people.case[person] - 1
        if number >= 0:
            strength = _strength(law, cases, number, begin)
            if strength > 0:
                found = number
                if x < strength:
                    break
                x -= strength
    return found


@inlined
def _hazards(law: Any, tables: Any, town: Any, person: Any, day: Any, opens: Any, homes: Any, groups: Any) -> Any:
    """Hazard at home and at site; the site's setting, and the minutes in it that fall into the slab."""
    home = law.rate[_HOME] * homes[town.household[person]] * law.slab / 60
    group = town.group[person]
    if group < 0 or groups[group] <= 0:
        return home, 0.0, 0, opens, opens
    stay, begins, ends = site_stay(tables, person, day)
    start, stop = max(np.int64(begins), opens), min(np.int64(ends), opens + law.slab)
    if stay < 0 or stop <= start:
        return home, 0.0, 0, opens, opens
    hourly, setting = crowd(law.office, law.rate, law.contacts, town.group_offsets, group)
    members = town.group_offsets[group + 1] - town.group_offsets[group]
    return home, hourly / members * groups[group] * (stop - start) / 60, setting, start, stop


@kernel
def suffer(
    law: Any,
    tables: Any,
    town: Any,
    people: Any,
    cases: Any,
    homes: Any,
    groups: Any,
    low: Any,
    high: Any,
    begin: Any,
    epoch: Any,
    events: Any,
) -> Any:
    """Draw the exposures of persons `low` … `high` - 1 at home and at site in the slab that begins at a minute.

    Returns how many, or :data:`~fangxian.science.epidemic.exposure.FULL` where there was no room.
    """
    day, opens = epoch + begin // DAY, begin % DAY
    nobody = town.group_members[:0]
    found = 0
    for person in range(low, high):
        group = town.group[person]
        pressed = homes[town.household[person]] > 0 or (group >= 0 and groups[group] > 0)
        if not pressed or people.case[person] != 0:
            continue
        home, site, setting, start, stop = _hazards(law, tables, town, person, day, opens, homes, groups)
        u = chance(law.seed, _BACKWARD, person, begin)
        if u < math.exp(-home - site):
            continue
        count = poisson(u, home + site)
        if found + count > events.at.size:
            return FULL
        for j in range(count):
            word = draw(law.seed, _BACKWARD, person, begin * 256 + j + 1)
            at_house = unit(word) * (home + site) < home
            word = mix(word + np.uint64(1))
            x = unit(word)
            word = mix(word + np.uint64(2))
            if at_house:
                house = town.household[person]
                minute = opens + below(word, law.slab)
                first, last = town.household_offsets[house], town.household_offsets[house + 1]
                number = _giver(law, people, cases, begin, nobody, first, last, x * homes[house])
            else:
                minute = start + below(word, stop - start)
                first, last = town.group_offsets[group], town.group_offsets[group + 1]
                number = _giver(law, people, cases, begin, town.group_members, first, last, x * groups[group])
            if number < 0:
                continue
            since = (begin - opens + minute - cases.at[number]) // 60
            word = mix(word + np.uint64(3))
            age = (begin - cases.at[number]) // 60
            peak = law.peak[cases.bin[number], age]
            if since >= law.profile.shape[1] or unit(word) * peak >= law.profile[cases.bin[number], since]:
                continue
            giver = np.int64(cases.person[number])
            if at_house:
                together = at_home(tables, person, day, minute) and at_home(tables, giver, day, minute)
                events.place[found] = town.n_places + town.household[person]
            else:
                together = at_site(tables, giver, day, minute)
                events.place[found] = town.group_site[group]
            if together:
                events.at[found] = begin - opens + minute
                events.source[found] = number
                events.target[found] = person
                events.setting[found] = _HOME if at_house else setting
                found += 1
    return found

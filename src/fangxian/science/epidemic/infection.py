"""Exposures become infections, in order of time, unless immunity or a measure stands in the way."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.city.chance import draw, mix, unit
from fangxian.science.epidemic.arrays import K_HOME, K_MASK_IN, K_MASK_OUT, K_MASKED
from fangxian.science.epidemic.codes import AFTERWARDS, NOWHERE, Control, Purpose, Setting, State
from fangxian.science.epidemic.compiling import inlined, inner, kernel
from fangxian.science.epidemic.course import begin, chance, next_step, protection, susceptibility
from fangxian.science.epidemic.exposure import settle
from fangxian.science.epidemic.permission import held, lets

_ACCEPT, _COMPLY = int(Purpose.ACCEPT), int(Purpose.COMPLY)
_HOME, _IMPORTED = int(Setting.HOME), int(Setting.IMPORTED)
_HOME_ONLY, _AWAY, _DEAD, _MASK = int(Control.HOME), int(Control.AWAY), int(Control.DEAD), int(Control.MASK)
_SEVERE, _RECOVERED, _DIED = int(State.SEVERE), int(State.RECOVERED), int(State.DEAD)
_AFTERWARDS = int(AFTERWARDS)
DAY = 1440
FOREVER = 2**31 - 1
MASKS = 1 << 40
"""Second key of the draw that says who wears a mask; the first is the person."""


@kernel
def _keys(events: Any, cases: Any, key: Any) -> None:
    for k in range(key.size):
        word = draw(0, 0, cases.person[events.source[k]], events.target[k])
        key[k] = (np.uint64(events.at[k]) << np.uint64(32)) | (word >> np.uint64(32))


def in_order(events: Any, cases: Any) -> Any:
    """The order of exposures in time; those of one minute in an order of their own making.

    The order depends on what the exposures are, not on who drew them when, so that it is the same for any number
    of threads and for both ways of drawing.
    """
    key = np.empty(events.at.size, np.uint64)
    _keys(events, cases, key)
    return np.argsort(key)


@inlined
def _masked(law: Any, people: Any, person: Any) -> Any:
    """Whether a person wears a mask outside the home."""
    if people.control[person] & _MASK:
        return True
    share = people.knobs[K_MASKED]
    return share > 0 and chance(law.seed, _COMPLY, person, MASKS) < share


@inlined
def _takes(law: Any, town: Any, people: Any, person: Any, target: Any, place: Any, setting: Any, minute: Any) -> Any:
    """Whether an exposure infects a person never infected. Every reason has its own draw."""
    word = draw(law.seed, _ACCEPT, target, (np.int64(minute) << 32) ^ person)
    if unit(mix(word + np.uint64(1))) >= susceptibility(law, people.vaccinated, target, town.age[target], minute):
        return False
    if unit(mix(word + np.uint64(2))) >= people.factor[setting & (_AFTERWARDS - 1)]:
        return False
    if setting >= _AFTERWARDS and 0 < people.cleaned[place] <= minute + 1 <= people.cleaned[place] // DAY * DAY + DAY:
        return False
    allowed = lets(law, town, people, person, place, setting, minute)
    if not allowed or not lets(law, town, people, target, place, setting, minute):
        return False
    if setting == _HOME:
        held_ = held(people, person, minute) | held(people, target, minute)
        return not held_ & _HOME_ONLY or unit(mix(word + np.uint64(3))) < people.knobs[K_HOME]
    passes = 1.0
    if _masked(law, people, person):
        passes *= 1.0 - people.knobs[K_MASK_OUT]
    if _masked(law, people, target):
        passes *= 1.0 - people.knobs[K_MASK_IN]
    return passes >= 1.0 or unit(mix(word + np.uint64(4))) < passes


@inlined
def schedule(head: Any, cases: Any, number: Any, minute: Any) -> None:
    """Note a case's next change of state in the calendar: the hour by whose end it has happened."""
    cases.due[number] = minute
    hour = min((minute + 59) // 60, head.size - 1)
    cases.link[number] = head[hour]
    head[hour] = number + 1


@inner
def admit(law: Any, tables: Any, town: Any, people: Any, cases: Any, head: Any, number: Any, person: Any, minute: Any,
          source: Any, place: Any, setting: Any) -> None:  # fmt: skip
    """Make a person case `number`."""
    cases.person[number], cases.at[number], cases.source[number] = person, minute, source
    cases.place[number], cases.setting[number] = place, setting
    shield = protection(law, people.vaccinated, person, town.age[person], minute)
    begin(law, cases, number, person, town.age[person], shield, minute)
    settle(law, tables, town, cases, number, person)
    people.case[person] = number + 1
    schedule(head, cases, number, max(next_step(law, cases, number, minute)[1], minute + 60))


@kernel
def import_cases(law: Any, tables: Any, town: Any, people: Any, cases: Any, count: Any, head: Any, persons: Any,
                 minute: Any) -> Any:  # fmt: skip
    """Infect persons from outside; return the number of cases."""
    nobody, nowhere, setting = np.int64(-1), np.int64(NOWHERE), np.int64(_IMPORTED)
    for person in persons:
        if people.case[person] == 0:
            admit(law, tables, town, people, cases, head, count, np.int64(person), minute, nobody, nowhere, setting)
            count += 1
    return count


@inlined
def _infect(
    law: Any,
    tables: Any,
    town: Any,
    people: Any,
    cases: Any,
    count: Any,
    head: Any,
    events: Any,
    order: Any,
    first: Any,
    until: Any,
) -> Any:
    """Apply the exposures from place `first` of the order on, up to and including minute `until`.

    Returns the place of the first that was left, and the number of cases. There must be room for all.
    """
    k = first
    while k < order.size and events.at[order[k]] <= until:
        e = order[k]
        target = np.int64(events.target[e])
        if people.case[target] == 0:
            source = np.int64(events.source[e])
            minute, place, setting = np.int64(events.at[e]), np.int64(events.place[e]), np.int64(events.setting[e])
            person = np.int64(cases.person[source])
            if _takes(law, town, people, person, target, place, setting, minute):
                admit(law, tables, town, people, cases, head, count, target, minute, source, place, setting)
                count += 1
        k += 1
    return k, count


@inlined
def _turn(law: Any, people: Any, cases: Any, head: Any, hour: Any, who: Any, became: Any) -> Any:
    """Carry out the changes of state of an hour; note the cases and what they became, and return how many.

    The severely ill are taken to hospital and come back when they recover.
    """
    changes, number = 0, np.int64(head[hour])
    head[hour] = 0
    while number > 0:
        case = number - 1
        number = np.int64(cases.link[case])
        minute = np.int64(cases.due[case])
        state = next_step(law, cases, case, minute)[0]
        cases.state[case] = state
        person = cases.person[case]
        if state == _SEVERE:
            people.control[person] |= _AWAY
            people.until[person] = FOREVER
        elif state == _DIED:
            people.control[person] |= _DEAD
        elif state == _RECOVERED and people.until[person] == FOREVER:
            people.control[person] &= ~_AWAY
            people.until[person] = 0
        if state < _RECOVERED:
            schedule(head, cases, case, max(next_step(law, cases, case, minute)[1], hour * 60 + 1))
        who[changes], became[changes] = case, state
        changes += 1
    return changes


@kernel
def march(
    law: Any,
    tables: Any,
    town: Any,
    people: Any,
    cases: Any,
    count: Any,
    head: Any,
    events: Any,
    order: Any,
    first: Any,
    now: Any,
    until: Any,
    look: Any,
    who: Any,
    became: Any,
) -> Any:
    """Apply exposures and changes of state hour by hour, up to a minute.

    Parameters
    ----------
    look : bool
        Whether to stop at the end of an hour in which a case changed its state.
    who, became : int64
        Written: the cases that changed in the last hour, and what they became. Room for all cases.

    Returns
    -------
    tuple of int
        The place of the first exposure that was left, the number of cases, the minute it came to, and the number of
        changes in the last hour.
    """
    changes = 0
    while now < until and not (look and changes > 0):
        now = min(until, (now // 60 + 1) * 60)
        first, count = _infect(law, tables, town, people, cases, count, head, events, order, first, now)
        changes = _turn(law, people, cases, head, now // 60, who, became) if now % 60 == 0 else 0
    return first, count, now, changes

"""Whom somebody was with: the question contact tracing asks, answered from the city's itineraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fangxian.science.city.chance import below, draw, mix
from fangxian.science.city.tables import KIND
from fangxian.science.city.visits import MAX_VISITS, roster, site_stay, visit, visits
from fangxian.science.epidemic.clockwork import DAY, Clockwork
from fangxian.science.epidemic.codes import AFTERWARDS, FIRST_VENUE_SETTING, Purpose
from fangxian.science.epidemic.company import somebody_at
from fangxian.science.epidemic.compiling import inlined, kernel
from fangxian.science.epidemic.presence import one_day

Ints = npt.NDArray[np.int64]
HOUSEHOLD: Final = 0
CLASS_OR_TEAM: Final = 1
VENUE: Final = 2
_NEAR = int(Purpose.NEAR)
LONGEST_ROSTER: Final = 1 << 16
"""Most visits to one venue on one day that are read."""


class Roster(NamedTuple):
    """Room for everybody at a venue on a day."""

    person: Any
    start: Any
    end: Any


@dataclass(frozen=True, slots=True)
class Contacts:
    """People met, one row for each pair and way.

    Attributes
    ----------
    index, person : int64
        Whose contact, and who.
    how : int64
        :data:`HOUSEHOLD`, :data:`CLASS_OR_TEAM` or :data:`VENUE`.
    place : int64
        Where they last met.
    minute : int64
        When they last parted, minutes of the run.
    """

    index: Ints
    person: Ints
    how: Ints
    place: Ints
    minute: Ints

    def where(self, mask: npt.NDArray[np.bool_]) -> Contacts:
        """The rows for which the mask is true."""
        return Contacts(self.index[mask], self.person[mask], self.how[mask], self.place[mask], self.minute[mask])


def none() -> Contacts:
    """No contacts."""
    return Contacts(*(np.zeros(0, np.int64) for _ in range(5)))


@inlined
def _note(out: Any, n: Any, index: Any, person: Any, how: Any, place: Any, minute: Any) -> Any:
    if n < out.shape[0]:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = index, person, how, place, minute
    return n + 1


@inlined
def _present(
    tables: Any, person: Any, venue: Any, day: Any, start: Any, end: Any, least: Any, midnight: Any, list_: Any,
    out: Any, n: Any,
) -> Any:  # fmt: skip
    """Note who was at a venue with a person long enough."""
    count = min(roster(tables, venue, day, list_.person, list_.start, list_.end), list_.person.size)
    for k in range(count):
        parted = min(np.int64(list_.end[k]), np.int64(end))
        if list_.person[k] != person and parted - max(list_.start[k], start) >= least:
            n = _note(out, n, person, np.int64(list_.person[k]), VENUE, venue, midnight + parted)
    return n


@inlined
def _together(tables: Any, other: Any, venue: Any, kind: Any, day: Any, minute: Any) -> Any:
    """From when to when somebody who is at a venue at a minute stays there."""
    _where, begin, stop, back = visit(tables, other, kind, day)
    if back >= 0 and minute >= back:
        begin, stop = back, back + stop - begin
    return begin, stop


@inlined
def _near(
    law: Any, tables: Any, person: Any, venue: Any, day: Any, start: Any, end: Any, least: Any, midnight: Any, out: Any,
    n: Any,
) -> Any:  # fmt: skip
    """Note whom a person was near to at a venue: as many an hour as the law of transmission takes to be near."""
    kind = np.int64(tables.venues[venue - tables.first_venue, KIND])
    contacts = law.contacts[kind + FIRST_VENUE_SETTING]
    for j in range(np.int64(contacts) * ((end - start + 59) // 60)):
        word = draw(law.seed, _NEAR, person, ((day << 11) + start) * 256 + j)
        minute = start + below(word, end - start)
        other = somebody_at(tables, venue, day, minute, person, contacts, mix(word + np.uint64(1)))
        if other >= 0:
            begin, stop = _together(tables, other, venue, kind, day, minute)
            parted = min(stop, end)
            if parted - max(begin, start) >= least:
                n = _note(out, n, person, other, VENUE, venue, midnight + parted)
    return n


@inlined
def _meet_one(
    law: Any, tables: Any, town: Any, closed: Any, person: Any, since: Any, now: Any, epoch: Any, least: Any, near: Any,
    room: Any, list_: Any, out: Any, n: Any,
) -> Any:  # fmt: skip
    """Note everybody a person was with; return how many rows there are then."""
    place, start, end = room.place, room.start, room.end
    home = town.household[person]
    for mate in range(town.household_offsets[home], town.household_offsets[home + 1]):
        if mate != person:
            n = _note(out, n, person, mate, HOUSEHOLD, town.n_places + home, now)
    last: Any = -1
    for run_day in range(since // DAY, now // DAY + 1):
        day, midnight = epoch + run_day, run_day * DAY
        group, begins, ends = site_stay(tables, person, day)
        if group >= 0 and midnight + ends > since and midnight + begins < now:
            last = run_day
        for k in range(visits(tables, person, day, place, start, end)):
            venue, opens, shuts = np.int64(place[k]), np.int64(start[k]), np.int64(end[k])
            there = midnight + shuts > since and midnight + shuts <= now
            if there and closed[venue] <= midnight + opens:
                if near:
                    n = _near(law, tables, person, venue, day, opens, shuts, least, midnight, out, n)
                else:
                    n = _present(tables, person, venue, day, opens, shuts, least, midnight, list_, out, n)
    if last >= 0:
        group = town.group[person]
        for i in range(town.group_offsets[group], town.group_offsets[group + 1]):
            other = np.int64(town.group_members[i])
            stay = site_stay(tables, other, epoch + last)
            if other != person and stay[0] >= 0:
                n = _note(out, n, person, other, CLASS_OR_TEAM, town.group_site[group], min(now, last * DAY + stay[2]))
    return n


@kernel
def _meet(
    law: Any, tables: Any, town: Any, closed: Any, persons: Any, since: Any, now: Any, epoch: Any, least: Any,
    near: Any, room: Any, list_: Any, out: Any,
) -> Any:  # fmt: skip
    """Note everybody whom people were with; return how many rows it takes, which may be more than there are."""
    n = 0
    for k in range(persons.size):
        n = _meet_one(law, tables, town, closed, persons[k], since[k], now, epoch, least, near, room, list_, out, n)
    return n


def meet(clock: Clockwork, persons: Ints, since: Ints, now: int, minutes: int, *, near: bool = True) -> Contacts:
    """Whom people were with between two minutes of a run, by their ordinary itineraries.

    Parameters
    ----------
    persons : array
        Whose contacts.
    since : array
        From which minute on, for each.
    minutes : int
        Shortest time together at a venue that counts. At home and in class or team every day together counts.
    near : bool
        At venues, whether only those count whom one was near to: in each hour as many as the law of transmission
        takes to be near, and whoever infected the person or was infected. Else everybody who was there.
    """
    longest = 0 if near else LONGEST_ROSTER
    room, list_ = one_day(), Roster(*(np.zeros(longest, kind) for kind in (np.int32, np.int16, np.int16)))
    arguments = (
        clock.law, clock.tables, clock.town, clock.people.closed, persons, since, now, clock.epoch, minutes, near, room,
        list_,
    )  # fmt: skip
    out = np.empty((max(1024, 64 * persons.size), 5), np.int64)
    found = _meet(*arguments, out)
    if found > out.shape[0]:
        out = np.empty((found, 5), np.int64)
        _meet(*arguments, out)
    rows = out[:found]
    return _latest(np.concatenate([rows, _caught(clock, persons, since, now)]) if near else rows)


def _caught(clock: Clockwork, persons: Ints, since: Ints, now: int) -> Ints:
    """Those who infected people at venues, or were infected there by them, as rows of :class:`Contacts`."""
    cases, first = clock.cases, np.searchsorted(clock.cases.at[: clock.count], since.min(initial=now))
    later = np.arange(first, clock.count)
    setting = cases.setting[later]
    later = later[(setting >= FIRST_VENUE_SETTING) & (setting < AFTERWARDS) & (cases.source[later] >= 0)]
    target, at, place = (getattr(cases, name)[later].astype(np.int64) for name in ("person", "at", "place"))
    giver = cases.person[cases.source[later]].astype(np.int64)
    order = np.argsort(persons)
    rows = []
    for index, other in ((giver, target), (target, giver)):
        spot = np.minimum(np.searchsorted(persons, index, sorter=order), persons.size - 1)
        asked = order[spot] if persons.size else spot
        mine = (persons[asked] == index) & (at >= since[asked]) & (at <= now)
        rows.append(np.column_stack([index, other, np.full(index.size, VENUE), place, at])[mine])
    return np.concatenate(rows)


def _latest(rows: Ints) -> Contacts:
    """One row for each pair and way: the last meeting."""
    order = np.lexsort((-rows[:, 4], rows[:, 2], rows[:, 1], rows[:, 0]))
    rows = rows[order]
    new = np.ones(len(rows), bool)
    new[1:] = (rows[1:, :3] != rows[:-1, :3]).any(axis=1)
    rows = rows[new]
    return Contacts(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], rows[:, 4])


@kernel
def _places(tables: Any, town: Any, person: Any, first: Any, last: Any, sites: Any, room: Any, out: Any) -> Any:
    place, start, end = room.place, room.start, room.end
    n = 0
    for day in range(first, last + 1):
        group = site_stay(tables, person, day)[0]
        if sites and group >= 0 and n < out.size:
            out[n] = town.group_site[group]
            n += 1
        for k in range(visits(tables, person, day, place, start, end)):
            if n < out.size:
                out[n] = place[k]
                n += 1
    return n


def visited(clock: Clockwork, persons: Ints, since: int, now: int, *, sites: bool) -> Ints:
    """Venues, and sites if asked for, where people were on the days between two minutes of a run."""
    first, last = clock.epoch + since // DAY, clock.epoch + now // DAY
    out = np.empty((last - first + 1) * (MAX_VISITS + 1), np.int64)
    room = one_day()
    found = [
        out[: _places(clock.tables, clock.town, int(person), first, last, sites, room, out)].copy()
        for person in persons
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

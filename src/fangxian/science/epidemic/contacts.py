"""Whom somebody was with: the question contact tracing asks, answered from the city's itineraries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from fangxian.science.city.visits import MAX_VISITS, roster, site_stay, visits
from fangxian.science.epidemic.clockwork import DAY, Clockwork
from fangxian.science.epidemic.compiling import helper, kernel
from fangxian.science.epidemic.exposure import scratch

Ints = npt.NDArray[np.int64]
HOUSEHOLD: Final = 0
CLASS_OR_TEAM: Final = 1
VENUE: Final = 2
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


@helper
def _note(out: Any, n: Any, person: Any, how: Any, place: Any, minute: Any) -> Any:
    if n < out.shape[0]:
        out[n, 0], out[n, 1], out[n, 2], out[n, 3] = person, how, place, minute
    return n + 1


@kernel
def _venue_day(
    tables: Any,
    person: Any,
    venue: Any,
    day: Any,
    start: Any,
    end: Any,
    least: Any,
    midnight: Any,
    list_: Any,
    out: Any,
    n: Any,
) -> Any:
    """Note who was at a venue with a person long enough."""
    count = min(roster(tables, venue, day, list_.person, list_.start, list_.end), list_.person.size)
    for k in range(count):
        parted = min(np.int64(list_.end[k]), np.int64(end))
        if list_.person[k] != person and parted - max(list_.start[k], start) >= least:
            n = _note(out, n, np.int64(list_.person[k]), VENUE, venue, midnight + parted)
    return n


@kernel
def _meet(
    tables: Any,
    town: Any,
    closed: Any,
    person: Any,
    since: Any,
    now: Any,
    epoch: Any,
    least: Any,
    room: Any,
    list_: Any,
    out: Any,
) -> Any:
    """Note everybody a person was with; return how many rows it takes, which may be more than there are."""
    place, start, end = room.place, room.start, room.end
    home = town.household[person]
    n = 0
    for mate in range(town.household_offsets[home], town.household_offsets[home + 1]):
        if mate != person:
            n = _note(out, n, mate, HOUSEHOLD, town.n_places + home, now)
    last: Any = -1
    for run_day in range(since // DAY, now // DAY + 1):
        midnight = run_day * DAY
        group, begins, ends = site_stay(tables, person, epoch + run_day)
        if group >= 0 and midnight + ends > since and midnight + begins < now:
            last = run_day
        for k in range(visits(tables, person, epoch + run_day, place, start, end)):
            there = midnight + end[k] > since and midnight + end[k] <= now
            if there and closed[place[k]] <= midnight + start[k]:
                n = _venue_day(
                    tables,
                    person,
                    np.int64(place[k]),
                    epoch + run_day,
                    start[k],
                    end[k],
                    least,
                    midnight,
                    list_,
                    out,
                    n,
                )
    if last >= 0:
        group = town.group[person]
        for i in range(town.group_offsets[group], town.group_offsets[group + 1]):
            other = np.int64(town.group_members[i])
            stay = site_stay(tables, other, epoch + last)
            if other != person and stay[0] >= 0:
                n = _note(out, n, other, CLASS_OR_TEAM, town.group_site[group], min(now, last * DAY + stay[2]))
    return n


def meet(clock: Clockwork, persons: Ints, since: Ints, now: int, minutes: int) -> Contacts:
    """Everybody whom people were with between two minutes of a run, by their ordinary itineraries.

    Parameters
    ----------
    persons : array
        Whose contacts.
    since : array
        From which minute on, for each.
    minutes : int
        Shortest time together at a venue that counts. At home and in class or team every day together counts.
    """
    parts = []
    out = np.empty((1024, 4), np.int64)
    room, list_ = scratch(), Roster(*(np.zeros(LONGEST_ROSTER, kind) for kind in (np.int32, np.int16, np.int16)))
    for person, begin in zip(persons, since, strict=True):
        arguments = (
            clock.tables,
            clock.town,
            clock.people.closed,
            int(person),
            int(begin),
            now,
            clock.epoch,
            minutes,
            room,
            list_,
        )
        found = _meet(*arguments, out)
        if found > out.shape[0]:
            out = np.empty((found * 2, 4), np.int64)
            found = _meet(*arguments, out)
        parts.append(np.column_stack([np.full(found, person, np.int64), out[:found]]))
    rows = np.concatenate(parts) if parts else np.zeros((0, 5), np.int64)
    return _latest(rows)


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
    room = scratch()
    found = [
        out[: _places(clock.tables, clock.town, int(person), first, last, sites, room, out)].copy()
        for person in persons
    ]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)

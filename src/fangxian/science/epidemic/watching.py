"""What can be seen of a running epidemic from outside, tick by tick: the ill, who comes to a clinic, who is where.

Nothing here says who is infected: that is the hidden truth, of the line list. A drill shows its players what these
questions answer, and what tests find (:meth:`~fangxian.science.epidemic.model.Epidemic.test`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from fangxian.science.city.visits import site_stay, visits
from fangxian.science.epidemic.clockwork import DAY, Clockwork
from fangxian.science.epidemic.codes import FIRST_VENUE_SETTING, NOWHERE, Control, Setting, State, Traits
from fangxian.science.epidemic.compiling import inlined, kernel
from fangxian.science.epidemic.course import care_minutes
from fangxian.science.epidemic.permission import lets
from fangxian.science.epidemic.presence import one_day

Ints = npt.NDArray[np.int64]
_HOME, _CLASS, _OFFICE = int(Setting.HOME), int(Setting.CLASS), int(Setting.OFFICE)


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that happened to people, in order of time.

    Attributes
    ----------
    person : int64
    minute : int64
        Of the run.
    """

    person: Ints
    minute: Ints


@inlined
def _planned(law: Any, tables: Any, town: Any, person: Any, day: Any, minute: Any, room: Any) -> Any:
    """Place and setting where the itinerary has a person at a minute of a day."""
    group, begins, ends = site_stay(tables, person, day)
    if group >= 0 and begins <= minute < ends:
        return np.int64(town.group_site[group]), _OFFICE if law.office[group] else _CLASS
    for k in range(visits(tables, person, day, room.place, room.start, room.end)):
        if room.start[k] <= minute < room.end[k]:
            place = np.int64(room.place[k])
            return place, np.int64(town.place_kind[place]) - town.place_kind[tables.first_venue] + FIRST_VENUE_SETTING
    return town.n_places + np.int64(town.household[person]), _HOME


@kernel
def _whereabouts(
    law: Any, tables: Any, town: Any, people: Any, persons: Any, epoch: Any, now: Any, room: Any, out: Any
) -> None:
    for k in range(persons.size):
        person = np.int64(persons[k])
        home = town.n_places + np.int64(town.household[person])
        place, setting = _planned(law, tables, town, person, epoch + now // DAY, now % DAY, room)
        if not lets(law, town, people, person, home, _HOME, now):
            out[k] = NOWHERE
        else:
            out[k] = place if lets(law, town, people, person, place, setting, now) else home


class Watching:
    """Questions to a running clockwork."""

    clock: Clockwork

    def ill(self) -> Ints:
        """Those who have symptoms now, in hospital or not."""
        state = self.clock.cases.state[: self.clock.count]
        return self._sorted((state >= State.ILL) & (state <= State.CRITICAL))

    def in_hospital(self) -> Ints:
        """The severely and critically ill, who are in hospital."""
        state = self.clock.cases.state[: self.clock.count]
        return self._sorted((state == State.SEVERE) | (state == State.CRITICAL))

    def isolated(self) -> Ints:
        """Those kept at home or in a site now, hospital patients among them."""
        people = self.clock.people
        bits = np.uint8(Control.HOME | Control.AWAY)
        return np.flatnonzero((people.control & bits > 0) & (people.until > self.clock.now))

    def onsets(self, since: int = 0) -> Seen:
        """Whose symptoms began after a minute of the run, up to now."""
        cases, count = self.clock.cases, self.clock.count
        onset = cases.onset[:count].astype(np.int64)
        ill = cases.traits[:count] & Traits.SYMPTOMS > 0
        return self._seen(np.flatnonzero(ill & (onset > since) & (onset <= self.clock.now)), onset)

    def at_clinics(self, since: int = 0) -> Seen:
        """Which of the ill came to a clinic on their own after a minute of the run, up to now.

        Whoever is in a site or a hospital now, or dead, is left out: ask tick by tick.
        """
        cases, count = self.clock.cases, self.clock.count
        wanted = int(Traits.SYMPTOMS | Traits.SEEKS_CARE)
        numbers = np.flatnonzero(cases.traits[:count] & wanted == wanted)
        minute = np.full(count, -1, np.int64)
        found = np.empty(numbers.size, np.int64)
        care_minutes(self.clock.law, cases, numbers, found)
        minute[numbers] = found
        gone = self.clock.people.control[cases.person[:count]] & np.uint8(Control.AWAY | Control.DEAD) > 0
        return self._seen(np.flatnonzero((minute > since) & (minute <= self.clock.now) & ~gone), minute)

    def where(self, persons: npt.ArrayLike) -> Ints:
        """Place where each person is now, the measures in force considered; homes are ``n_places + household``.

        -1 for those in a site or a hospital, and for the dead. Whom a measure keeps from a place is at home.
        """
        chosen = np.atleast_1d(np.asarray(persons, np.int64))
        out = np.empty(chosen.size, np.int64)
        clock = self.clock
        _whereabouts(clock.law, clock.tables, clock.town, clock.people, chosen, clock.epoch, clock.now, one_day(), out)
        return out

    def in_city(self, persons: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Which people are neither in a site or a hospital nor dead: those for whom :meth:`where` knows a place."""
        people, chosen = self.clock.people, np.atleast_1d(np.asarray(persons, np.int64))
        control = people.control[chosen]
        away = control & np.uint8(Control.AWAY) > 0
        away[away] = people.until[chosen[away]] > self.clock.now
        there: npt.NDArray[np.bool_] = ~away & (control & np.uint8(Control.DEAD) == 0)
        return there

    def _sorted(self, rows: npt.NDArray[np.bool_]) -> Ints:
        return np.sort(self.clock.cases.person[: self.clock.count][rows].astype(np.int64))

    def _seen(self, numbers: Ints, minute: Ints) -> Seen:
        order = numbers[np.argsort(minute[numbers], kind="stable")]
        return Seen(self.clock.cases.person[order].astype(np.int64), minute[order])

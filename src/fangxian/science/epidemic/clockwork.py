"""One run's clock: slabs of exposures, infections in order of time, changes of state by the hour."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import numpy.typing as npt

from fangxian.science.city.model import City
from fangxian.science.epidemic.arrays import Events, Law, People, grown, new_cases, new_events, untouched
from fangxian.science.epidemic.codes import N_SETTINGS
from fangxian.science.epidemic.dense import press, suffer
from fangxian.science.epidemic.exposure import FULL, expose, scratch
from fangxian.science.epidemic.figures import Floats
from fangxian.science.epidemic.infection import import_cases, in_order, march
from fangxian.science.epidemic.law import Setup, day_number

Ints = npt.NDArray[np.int64]

HOUR, DAY = 60, 1440
DENSE_ABOVE = 0.15
_CALENDAR_HOURS = 24 * 1100
_CHUNK = 1 << 15
"""Cases whose exposures one thread draws at a time. The chunks do not depend on the number of threads."""


class Clockwork:
    """The state of a run and the one way it moves: forward.

    Parameters
    ----------
    city : City
    setup : Setup
    seed : int
        Chance of this run.
    start : date
        First day; minute 0 is its first minute in the city's zone.
    threads : int
        Threads that draw exposures. Results do not depend on it.
    dense_above : float
        Share of the city infectious from which on exposures at home and at site are drawn from the side of the
        exposed; see :mod:`~fangxian.science.epidemic.dense`.
    """

    def __init__(
        self,
        city: City,
        setup: Setup,
        *,
        seed: int,
        start: date,
        threads: int = 1,
        dense_above: float = DENSE_ABOVE,
    ) -> None:
        self.city = city
        self.law = setup.law._replace(seed=np.uint64(seed))
        self.town = setup.town
        self.tables = city.tables()
        self.start = start
        self.epoch = day_number(start)
        self.threads = threads
        self.dense_above = dense_above
        self.now = 0
        """Minutes since the start."""
        self.count = 0
        """Number of cases."""
        self.cases = new_cases(1024)
        self.people = _nobody(city)
        self.head = np.zeros(_CALENDAR_HOURS, np.int32)
        self._first = 0
        """First case that may still transmit."""
        self._events: Events = new_events(256)
        self._order: Ints = np.zeros(0, np.int64)
        self._next = 0
        self._drawn_until = 0
        self._next_at = -1
        self._changed = np.empty((2, self.cases.at.size), np.int64)
        """Cases that changed their state in an hour, and what they became."""

    @property
    def day(self) -> int:
        """Days since the start, of the present minute."""
        return self.now // DAY

    def import_cases(self, persons: npt.ArrayLike) -> None:
        """Infect persons from outside, now. Those once infected are left alone."""
        chosen = np.unique(np.asarray(persons, np.int64))
        self._make_room(chosen.size)
        self.count = import_cases(
            self.law, self.tables, self.town, self.people, self.cases, self.count, self.head, chosen, self.now
        )

    def pass_to(self, until: int) -> None:
        """Run to a minute without a look at what happens on the way: as :meth:`move`, and quicker."""
        while self.now < until:
            if self.now >= self._drawn_until:
                self._draw()
            self._march(min(until, self._drawn_until), look=False)

    def move(self, until: int) -> Iterator[tuple[int, Ints, Ints]]:
        """Run to a minute; give each hour's changes of state as they come.

        Yields
        ------
        minute : int
            End of the hour, or `until`.
        cases, states : arrays
            Cases that changed, and what they became.
        """
        while self.now < until:
            if self.now >= self._drawn_until:
                self._draw()
            tick = min(until, (self.now // HOUR + 1) * HOUR, self._drawn_until)
            changes = 0
            if 0 <= self._next_at <= tick or (tick % HOUR == 0 and self.head[tick // HOUR] != 0):
                changes = self._march(tick, look=True)
            self.now = tick
            if tick % HOUR == 0:
                cases, states = self._changed[0][:changes], self._changed[1][:changes]
                order = np.argsort(cases)
                yield tick, cases[order], states[order]

    def _draw(self) -> None:
        """Draw the exposures of the slab that begins now."""
        span = self.law.peak.shape[1] * HOUR
        at = self.cases.at
        self._first = int(np.searchsorted(at[: self.count], self.now - span, side="right"))
        jobs = _chunks(self._first, self.count)
        if self.count - self._first <= self.dense_above * self.city.n_persons:
            found = self._each(jobs, lambda *job: self._forward(self.law, *job))
        else:
            homes, groups = np.zeros(self.city.n_households), np.zeros(self.city.n_groups)
            press(self.law, self.cases, self._first, self.count, self.now, homes, groups)
            found = self._each(jobs, lambda *job: self._forward(self.law._replace(fixed=np.float64(0.0)), *job))
            found += self._each(_chunks(0, self.city.n_persons), lambda *job: self._backward(homes, groups, *job))
        self._events = _joined(found)
        self._order = in_order(self._events, self.cases)
        self._next = 0
        self._drawn_until = self.now + int(self.law.slab)
        self._peek()

    def _each(self, jobs: list[tuple[int, int]], work: Callable[[int, int], Events]) -> list[Events]:
        """The jobs' results in their order, whoever does them when."""
        if self.threads == 1 or len(jobs) < 2:
            return [work(*job) for job in jobs]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(lambda job: work(*job), jobs))

    def _forward(self, law: Law, first: int, last: int) -> Events:
        infected = self.people.case
        arguments = (law, self.tables, self.town, infected, self.cases, first, last, self.now, self.epoch, scratch())
        return _filled(lambda events: expose(*arguments, events), (last - first) // 2)

    def _backward(self, homes: Floats, groups: Floats, low: int, high: int) -> Events:
        arguments = (
            self.law, self.tables, self.town, self.people, self.cases, homes, groups, low, high, self.now, self.epoch,
        )  # fmt: skip
        return _filled(lambda events: suffer(*arguments, events), (high - low) // 16)

    def _march(self, until: int, *, look: bool) -> int:
        """Apply what was drawn; return how many cases changed their state in the last hour."""
        self._make_room(self._order.size - self._next)
        self._next, self.count, self.now, changes = march(
            self.law, self.tables, self.town, self.people, self.cases, self.count, self.head, self._events, self._order,
            self._next, self.now, until, look, *self._changed,
        )  # fmt: skip
        self._peek()
        return int(changes)

    def _peek(self) -> None:
        """Note when the next exposure is."""
        left = self._next < self._order.size
        self._next_at = int(self._events.at[self._order[self._next]]) if left else -1

    def _make_room(self, more: int) -> None:
        needed = self.count + more
        if needed > self.cases.at.size:
            self.cases = grown(self.cases, self.count, max(needed, self.cases.at.size * 3 // 2))
            self._changed = np.empty((2, self.cases.at.size), np.int64)


def _nobody(city: City) -> People:
    """Nobody infected, nothing in force. Zeros take no memory until they are touched."""
    return People(
        case=untouched(city.n_persons, np.int32),
        control=untouched(city.n_persons, np.uint8),
        until=untouched(city.n_persons, np.int32),
        vaccinated=untouched(city.n_persons, np.int32),
        closed=untouched(city.n_places, np.int32),
        cleaned=untouched(city.n_places, np.int32),
        zone=np.zeros(city.n_areas, np.uint8),
        zone_until=np.zeros(city.n_areas, np.int32),
        keeps=np.ones(city.n_areas, np.float32),
        factor=np.ones(N_SETTINGS),
        knobs=np.array([0.0, 0.0, 0.5, 0.0, 0.0]),
    )


def _chunks(first: int, last: int) -> list[tuple[int, int]]:
    """Stretches of fixed edges."""
    edges = range(first - first % _CHUNK, last, _CHUNK)
    return [(max(edge, first), min(edge + _CHUNK, last)) for edge in edges]


def _filled(work: Callable[[Events], int], size: int) -> Events:
    """What `work` writes, with as much room as it turns out to need."""
    size = max(256, size)
    while True:
        events = new_events(size)
        found = work(events)
        if found != FULL:
            return Events(*(column[:found] for column in events))
        size *= 4


def _joined(found: list[Events]) -> Events:
    if len(found) == 1:
        return found[0]
    if not found:
        return new_events(0)
    return Events(*(np.concatenate(columns) for columns in zip(*found, strict=True)))

"""Carries a plan out: triggers start strategies, strategies note measures, measures act when they are due."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from fangxian.science.epidemic.assay import chances, false_pools, positives
from fangxian.science.epidemic.clockwork import DAY, HOUR, Clockwork
from fangxian.science.epidemic.codes import Control, Purpose, State, Traits
from fangxian.science.epidemic.contacts import CLASS_OR_TEAM, HOUSEHOLD, Contacts, meet, visited
from fangxian.science.epidemic.course import care_minutes
from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.measures import (
    Close,
    CloseVisited,
    Distance,
    Isolate,
    Mask,
    MassTest,
    Measure,
    Plan,
    Strategy,
    Swab,
    Test,
    Trace,
    Vaccinate,
    ZoneOff,
)
from fangxian.science.epidemic.queue import Queue
from fangxian.science.epidemic.record import Record
from fangxian.science.epidemic.steering import Steering
from fangxian.science.epidemic.surfaces import swabbed

Ints = npt.NDArray[np.int64]
_ALL: Ints = np.zeros(0, np.int64)
_DEAD, _GONE = int(Control.DEAD), int(Control.AWAY | Control.DEAD)
_COMPLY, _ATTEND, _SPREAD = int(Purpose.COMPLY), int(Purpose.ATTEND), int(Purpose.SPREAD)


class Operations:
    """The plan of one run at work.

    Parameters
    ----------
    clock : Clockwork
    steering : Steering
    disease : Disease
        Its tests.
    plan : Plan
    """

    def __init__(self, clock: Clockwork, steering: Steering, disease: Disease, plan: Plan) -> None:
        self.clock, self.steering, self.disease, self.plan = clock, steering, disease, plan
        self.queue = Queue()
        self.record = Record()
        self._rounds = 0
        self._traced_on: dict[int, int] = {}
        self._clinic: dict[int, list[int]] = {}
        self._due_results: dict[int, list[Ints]] = {}
        self._clusters: dict[tuple[int, int], int] = {}
        self._wants_care = any(strategy.when == "care" for strategy in plan.strategies)
        for number, strategy in enumerate(plan.strategies):
            if strategy.when in {"start", "daily"}:
                self.queue.at(round(strategy.from_day * DAY), self._periodic(number, strategy))

    # ── triggers ─────────────────────────────────────────────────────────────────────────────────────────

    def turned(self, minute: int, cases: Ints, states: Ints) -> None:
        """Cases changed their state."""
        persons = self.clock.cases.person[cases].astype(np.int64)
        ill = states == State.ILL
        if ill.any():
            self.fire("onset", persons[ill], minute)
            if self._wants_care:
                self._to_clinic(cases[ill], persons[ill])
        severe = states == State.SEVERE
        if severe.any():
            self.fire("admitted", persons[severe], minute)

    def _to_clinic(self, cases: Ints, persons: Ints) -> None:
        seeks = np.flatnonzero(self.clock.cases.traits[cases] & Traits.SEEKS_CARE)
        minutes = np.empty(seeks.size, np.int64)
        care_minutes(self.clock.law, self.clock.cases, cases[seeks], minutes)
        for k, minute in zip(seeks, minutes, strict=True):
            at = max(_tick(int(minute)), self.clock.now)
            if at not in self._clinic:
                self._clinic[at] = []
                self.queue.at(at, self._care)
            self._clinic[at].append(int(persons[k]))

    def _care(self, minute: int) -> None:
        """Those due at the clinic come, unless they are in a site, in hospital or dead."""
        persons = np.array(sorted(self._clinic.pop(minute)))
        persons = persons[self.clock.people.control[persons] & (_GONE) == 0]
        if persons.size:
            self.record.add("care", minute, persons.size)
            self.fire("care", persons, minute)

    def fire(self, trigger: str, persons: Ints, minute: int) -> None:
        """Start every strategy on a trigger for those it concerns."""
        for number, strategy in enumerate(self.plan.strategies):
            if strategy.when == trigger and _in_force(strategy, minute):
                self._start(number, strategy, persons, minute)

    def _periodic(self, number: int, strategy: Strategy) -> Callable[[int], None]:
        def act(minute: int) -> None:
            if _in_force(strategy, minute):
                self._start(number, strategy, _ALL, minute)
                if strategy.when == "daily":
                    self.queue.at(minute + round(strategy.every_days * DAY), act)

        return act

    def _start(self, number: int, strategy: Strategy, persons: Ints, minute: int) -> None:
        for place, measure in enumerate(strategy.measures):
            chosen = persons
            if persons.size and measure.share < 1 and isinstance(measure, _PERSONAL):
                key = number * 64 + place
                chosen = persons[chances(self.clock.law.seed, _COMPLY, persons, key) < measure.share]
                if chosen.size == 0:
                    continue
            self.queue.at(_tick(minute + measure.after_hours * HOUR), self._action(measure, chosen))

    def _action(self, measure: Measure, persons: Ints) -> Callable[[int], None]:
        return lambda minute: _DO[type(measure)](self, measure, persons, minute)

    def found(self, persons: Ints, minute: int) -> None:
        """People were found positive: note it, and start what that starts."""
        case = self.clock.people.case[persons] - 1
        real = case[case >= 0]
        self.clock.cases.found[real[self.clock.cases.found[real] == 0]] = minute + 1
        self.record.positives(minute, persons)
        self.fire("positive", persons, minute)
        for number, strategy in enumerate(self.plan.strategies):
            if strategy.when == "cluster" and _in_force(strategy, minute):
                self._cluster(number, strategy, minute)

    def _cluster(self, number: int, strategy: Strategy, minute: int) -> None:
        """Start a strategy once in each area that has enough recent positives."""
        recent = self.record.positive_persons(minute - round(strategy.within_days * DAY))
        if recent.size < strategy.count:
            return
        keys, firsts, counts = np.unique(
            self.steering.unit_of(recent, strategy.width), return_index=True, return_counts=True
        )
        quiet = round(max(getattr(measure, "days", None) or 14 for measure in strategy.measures) * DAY)
        for key, first in zip(keys[counts >= strategy.count], firsts[counts >= strategy.count], strict=True):
            last = self._clusters.get((number, int(key)))
            if last is None or (not strategy.once and minute - last >= quiet):
                self._clusters[number, int(key)] = minute
                self._start(number, strategy, recent[first : first + 1], minute)

    # ── measures ─────────────────────────────────────────────────────────────────────────────────────────

    def isolate(self, measure: Isolate, persons: Ints, minute: int) -> None:
        """Keep the subjects."""
        kept = self.steering.isolate(persons, days=measure.days, at=measure.at)
        self.record.add("isolated_at_" + measure.at, minute, kept.size)

    def test(self, measure: Test, persons: Ints, minute: int) -> None:
        """Sample the subjects today, and on the other days."""
        for day in measure.on_days:
            at = minute + round(day * DAY)
            if at <= minute:
                self._sample(measure, persons, minute)
            else:
                self.queue.at(at, lambda now: self._sample(measure, persons, now))

    def _sample(self, measure: Test, persons: Ints, minute: int) -> None:
        assay = self.disease.test(measure.test)
        alive = persons[self.clock.people.control[persons] & _DEAD == 0]
        hit = positives(assay, self.clock.law.seed, alive, self.infected_at(alive), minute, pool=measure.pool)
        self.record.add("tests", minute, alive.size)
        self.record.add("tubes", minute, -(-alive.size // measure.pool) if measure.pool > 1 else 0)
        hours = assay.result_hours.value if measure.result_hours is None else measure.result_hours
        if hit.any():
            self._report(alive[hit], _tick(minute + hours * HOUR))

    def _report(self, persons: Ints, minute: int) -> None:
        """Note positive results for the minute they arrive."""
        if minute not in self._due_results:
            self._due_results[minute] = []
            self.queue.at(minute, self._results)
        self._due_results[minute].append(persons)

    def _results(self, minute: int) -> None:
        """Positive results arrive; who is already known is not found again."""
        persons = np.unique(np.concatenate(self._due_results.pop(minute)))
        case = self.clock.people.case[persons] - 1
        fresh = (case < 0) | (self.clock.cases.found[np.maximum(case, 0)] == 0)
        if fresh.any():
            self.found(persons[fresh], minute)

    def infected_at(self, persons: Ints) -> Ints:
        """Minute of infection of each person, -1 for those never infected."""
        case = self.clock.people.case[persons].astype(np.int64) - 1
        return np.where(case >= 0, self.clock.cases.at[np.maximum(case, 0)], -1)

    def trace(self, measure: Trace, persons: Ints, minute: int) -> None:
        """Ask cases whom they were with; those over the day's capacity wait for the next."""
        if measure.per_day is not None:
            today = minute // DAY
            left = max(0, measure.per_day - self._traced_on.get(today, 0))
            persons, waiting = persons[:left], persons[left:]
            self._traced_on[today] = self._traced_on.get(today, 0) + persons.size
            if waiting.size:
                self.queue.at((today + 1) * DAY, lambda now: self.trace(measure, waiting, now))
        contacts = self.contacts(measure, persons, minute)
        if contacts.person.size:
            self.record.contacts(minute, contacts)
            self.fire("traced", np.unique(contacts.person), minute)

    def contacts(self, measure: Trace, persons: Ints, minute: int) -> Contacts:
        """Whom cases were with, as far as they are found."""
        since = np.minimum(self._onset(persons, minute), minute) - round(measure.days_back * DAY)
        met = meet(self.clock, persons, since, minute, measure.minutes, near=measure.at_venues == "near")
        share = np.where(met.how == HOUSEHOLD, measure.home, measure.venue)
        share = np.where(met.how == CLASS_OR_TEAM, measure.group, share)
        known = chances(self.clock.law.seed, int(Purpose.FOUND), met.person * 1_000_003 + met.index, 0) < share
        return met.where(known)

    def _onset(self, persons: Ints, minute: int) -> Ints:
        """Minute of onset of those who are ill; now for the others."""
        case = self.clock.people.case[persons].astype(np.int64) - 1
        number = np.maximum(case, 0)
        ill = (case >= 0) & (self.clock.cases.traits[number] & Traits.SYMPTOMS > 0)
        return np.where(ill, np.minimum(self.clock.cases.onset[number], minute), minute)

    def close_visited(self, measure: CloseVisited, persons: Ints, minute: int) -> None:
        """Close where the subjects were."""
        places = visited(self.clock, persons, minute - round(measure.days_back * DAY), minute, sites=measure.sites)
        self.steering.close(places, days=measure.days)
        self.record.add("places_closed", minute, places.size)

    def swab(self, measure: Swab, persons: Ints, minute: int) -> None:
        """Swab where the subjects were; what is positive closes when the result comes."""
        back = minute - round(measure.days_back * DAY)
        places = visited(self.clock, persons, back, minute, sites=measure.sites)
        positive = places[swabbed(self.clock, self.disease, places, measure.swabs)]
        self.record.add("swabs", minute, places.size * measure.swabs)
        hours = self.disease.test("pcr").result_hours.value if measure.result_hours is None else measure.result_hours
        if positive.size:
            self.queue.at(_tick(minute + hours * HOUR), lambda now: self._contaminated(measure, positive, now))

    def _contaminated(self, measure: Swab, places: Ints, minute: int) -> None:
        self.steering.close(places, days=measure.days)
        self.record.add("places_contaminated", minute, places.size)

    def close(self, measure: Close, persons: Ints, minute: int) -> None:
        """Close kinds of places in the subjects' districts, or everywhere."""
        areas = self.steering.around(persons, "district") if persons.size else None
        places = self.steering.places_of(measure.kinds, areas)
        self.steering.close(places, days=measure.days)
        self.record.add("places_closed", minute, places.size)

    def zone(self, measure: ZoneOff, persons: Ints, minute: int) -> None:
        """Zone off where the subjects live."""
        if measure.width == "building":
            neighbours = self.steering.neighbours(persons)
            self.steering.isolate(neighbours, days=measure.days, at="home", share=measure.keeps)
            self.record.add("people_in_buildings_shut", minute, neighbours.size)
            return
        areas = self.steering.around(persons, measure.width)
        self.steering.zone(areas, measure.level, days=measure.days, keeps=measure.keeps)
        self.record.add("areas_" + measure.level, minute, areas.size)

    def mass_test(self, measure: MassTest, persons: Ints, minute: int) -> None:
        """Test areas in rounds."""
        areas = self.steering.around(persons, measure.width)
        for turn in range(measure.rounds):
            at = minute + round(turn * measure.every_days * DAY)
            self.queue.at(at, lambda now: self._round(measure, areas, now))

    def _round(self, measure: MassTest, areas: Ints, minute: int) -> None:
        """One round. Only the infected are looked at one by one; the others are counted."""
        self._rounds += 1
        key = self._rounds
        assay = self.disease.test(measure.test)
        people = int(self.steering.population(areas) * measure.attends)
        pools = -(-people // measure.pool)
        self.record.add("tests", minute, people)
        self.record.add("tubes", minute, pools)
        self.record.add("false_pools", minute, false_pools(assay, self.clock.law.seed, pools, key, minute))
        infected = self._infected_in(areas)
        seed = self.clock.law.seed
        infected = infected[chances(seed, _ATTEND, infected, key) < measure.attends]
        sampled = minute + np.floor(chances(seed, _SPREAD, infected, key) * measure.takes_hours) * HOUR
        hours = assay.result_hours.value if measure.result_hours is None else measure.result_hours
        for at in np.unique(sampled):
            chosen = infected[sampled == at]
            self.queue.at(_tick(at), self._pool(measure, chosen, _tick(at + hours * HOUR)))

    def _pool(self, measure: MassTest, persons: Ints, result_at: int) -> Callable[[int], None]:
        def act(minute: int) -> None:
            assay = self.disease.test(measure.test)
            case = self.clock.people.case[persons] - 1
            there = persons[(case >= 0) & (self.clock.people.control[persons] & (_GONE) == 0)]
            hit = positives(assay, self.clock.law.seed, there, self.infected_at(there), minute, pool=measure.pool)
            if hit.any():
                self._report(there[hit], result_at)

        return act

    def _infected_in(self, areas: Ints) -> Ints:
        persons = self.clock.cases.person[: self.clock.count].astype(np.int64)
        tested = np.zeros(self.clock.city.n_areas, bool)
        tested[areas] = True
        return np.sort(persons[tested[self.clock.city.area_of(persons)]])

    def mask(self, measure: Mask, persons: Ints, minute: int) -> None:
        """Have people wear masks; the share is of everybody."""
        self.steering.mask(measure.share, emission=measure.emission, intake=measure.intake)

    def distance(self, measure: Distance, persons: Ints, minute: int) -> None:
        """Reduce contacts, and undo it after its days."""
        self.steering.distance(measure.settings, measure.factor)
        if measure.days is not None:
            end = minute + round(measure.days * DAY)
            self.queue.at(end, lambda now: self.steering.distance(measure.settings, 1.0))

    def vaccinate(self, measure: Vaccinate, persons: Ints, minute: int) -> None:
        """Vaccinate a day's worth, in an order of chance; the rest tomorrow."""
        areas = self.steering.around(persons, measure.width)
        residents = self.steering.residents(areas)
        age = self.clock.city.age[residents]
        wanted = residents[(age >= measure.from_age) & (age <= measure.to_age)]
        draw = chances(self.clock.law.seed, _COMPLY, wanted, 2)
        willing = wanted[np.argsort(draw)][: round(measure.share * wanted.size)]
        self._vaccinate(willing, measure.per_day, minute)

    def _vaccinate(self, waiting: Ints, per_day: int, minute: int) -> None:
        done = self.steering.vaccinate(waiting[:per_day])
        self.record.add("vaccinated", minute, done.size)
        rest = waiting[per_day:]
        if rest.size:
            self.queue.at(minute + DAY, lambda now: self._vaccinate(rest, per_day, now))


_PERSONAL = (Isolate, Test, Trace, CloseVisited, Swab)
"""Measures whose share is of the subjects, not of everybody."""

_DO: dict[type[Measure], Any] = {
    Isolate: Operations.isolate,
    Test: Operations.test,
    Trace: Operations.trace,
    CloseVisited: Operations.close_visited,
    Close: Operations.close,
    ZoneOff: Operations.zone,
    Swab: Operations.swab,
    MassTest: Operations.mass_test,
    Mask: Operations.mask,
    Distance: Operations.distance,
    Vaccinate: Operations.vaccinate,
}


def _in_force(strategy: Strategy, minute: int) -> bool:
    return strategy.from_day <= minute / DAY < strategy.until_day


def _tick(minute: float) -> int:
    """The end of the hour a minute lies in."""
    return int(-(-minute // HOUR) * HOUR)

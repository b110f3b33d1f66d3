"""An outbreak of a scenario as an experiment of many seeds: its seeding and first case, a policy instead of people."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from fangxian.drill.evaluation.policy import response
from fangxian.drill.scenario.index_case import REPEATED, first_case
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.seeding import Ints, seeded
from fangxian.science.city.model import City
from fangxian.science.city.store import load_city
from fangxian.science.epidemic.codes import Control
from fangxian.science.epidemic.ensemble import Experiment
from fangxian.science.epidemic.measures import NOTHING
from fangxian.science.epidemic.model import Epidemic

DAY: Final = 1440
ZONED: Final = "zone_person_days"
KEPT: Final = "site_person_days"
BY_CONTACT: Final = "found_by_contact"


@dataclass(frozen=True)
class Rehearsal(Experiment):
    """One arm of a scenario.

    Attributes
    ----------
    scenario : str
        Id or path of the package; every worker must be able to read it.
    variant : str
    arm : str
        A key of :data:`~fangxian.drill.evaluation.policy.ARMS`.
    """

    scenario: str = ""
    variant: str = ""
    arm: str = "played"

    def described(self) -> dict[str, Any]:
        """The experiment as plain data; equal data are equal experiments."""
        package = load_scenario(self.scenario)
        return {
            **super().described(), "scenario": package.digest, "variant": self.variant, "arm": self.arm,
            "policy": json.loads(self.plan.model_dump_json(by_alias=True)),
        }  # fmt: skip

    def run(self, seed: int) -> Epidemic:
        """Live through one outbreak; person-days of zones and sites are among its record's counts."""
        package = load_scenario(self.scenario)
        epidemic, _first = begun(package, _open(self.city), self, seed)
        while epidemic.clock.now < self.days * DAY:
            epidemic.run_until(min(epidemic.clock.now + DAY, self.days * DAY))
            _count_kept(epidemic)
        return epidemic


def rehearsal(package: Package, scenario: str, city: Path, variant: str | None, arm: str, days: int) -> Rehearsal:
    """The experiment of one arm over so many days after day 0."""
    from fangxian.science.epidemic.disease import load_disease

    chosen = package.manifest.variant(variant)
    begins = -package.truth.begins_day
    return Rehearsal(
        city=city, disease=load_disease(chosen.disease), plan=response(package, chosen, arm), first_infections=0,
        days=int(np.ceil(begins)) + days, start=chosen.day_zero - timedelta(days=int(np.ceil(begins))),
        scenario=scenario, variant=chosen.id, arm=arm,
    )  # fmt: skip


def begun(package: Package, city: City, of: Experiment, seed: int) -> tuple[Epidemic, int]:
    """An outbreak up to its first report, and the minute of that: those infected from outside, then the first case.

    Those whom the scenario infects after the first report are infected when their minute comes.
    """
    truth, offset = package.truth, int(np.ceil(-package.truth.begins_day)) * DAY
    seeds = seeded(city, truth.seeds, seed)
    epidemic = Epidemic(
        city, of.disease, plan=of.plan, first_infections=np.zeros(0, np.int64), seed=seed, start=of.start,
        timezone=package.manifest.timezone,
    )  # fmt: skip
    index_at = offset + truth.index.time.hour * 60 + truth.index.time.minute
    arrivals = sorted((offset + round(one.day * DAY), one.id) for one in truth.seeds)
    for minute, name in arrivals:
        if minute <= index_at:
            epidemic.run_until(max(minute, epidemic.clock.now))
            epidemic.import_cases(seeds[name])
        else:
            epidemic.operations.queue.at(minute, _arrival(epidemic, seeds[name]))
    epidemic.run_until(index_at)
    outside = frozenset(int(person) for people in seeds.values() for person in people)
    among = seeds[truth.index.from_seed].tolist() if truth.index.from_seed else []
    first = first_case(epidemic, among, sorted(outside) if truth.index.not_seed else [])
    reported = index_at + round(REPEATED / timedelta(minutes=1))
    if of.plan != NOTHING:
        epidemic.run_until(reported)
        epidemic.report([first])
    return epidemic, reported


def _arrival(epidemic: Epidemic, people: Ints) -> Callable[[int], None]:
    return lambda _minute: epidemic.import_cases(people)


def _count_kept(epidemic: Epidemic) -> None:
    """Add a day of everybody who is sealed off, and of everybody in a site, to the record's counts."""
    now, people = epidemic.clock.now, epidemic.clock.people
    areas = np.flatnonzero((people.zone > 0) & (people.zone_until > now))
    persons = epidemic.ever_kept()
    control = people.control[persons] * (people.until[persons] > now)
    kept = control & np.uint8(Control.AWAY) > 0
    shut = (control & np.uint8(Control.HOME) > 0) & ~kept
    epidemic.record.add(ZONED, now - 1, (epidemic.population(areas) if areas.size else 0) + int(shut.sum()))
    epidemic.record.add(KEPT, now - 1, int(kept.sum()))


@lru_cache(maxsize=2)
def _open(folder: Path) -> City:
    return load_city(folder)

"""Compare many outbreaks of the Pidu scenario with the one that was documented. Nothing is tuned to it.

The documented figures are one draw of chance; what can be asked is whether they lie among the central 90 % of draws.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from fangxian.drill.autopilot.duty import default_duties
from fangxian.drill.evaluation.rehearsal import DAY, Rehearsal, begun, rehearsal
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.schema import Package
from fangxian.drill.world.memory import Memory, named
from fangxian.science.city.kinds import PlaceKind
from fangxian.science.city.model import City
from fangxian.science.epidemic.contacts import CLASS_OR_TEAM, HOUSEHOLD
from fangxian.science.epidemic.model import Epidemic

SCENARIO: Final = "quarantine-site-breach"
CLEAN_DAYS: Final = 14
"""Days without a new case until an area is low again (Pidu, December 2020)."""

ASKED: Final = 40
"""Contacts of a run who are asked for their own contacts. Counted is everybody once who is no contact or case already,
as the published figure is: whoever shares a home or a team with three contacts is one contact's contact, not three."""

_TOGETHER: Final = (PlaceKind.RESTAURANT, PlaceKind.CARD_ROOM, PlaceKind.BAR)
"""Meals and entertainment: where somebody becomes a contact of a contact, beside home and work."""


@dataclass(frozen=True)
class Documented:
    """A figure that was published, and where."""

    key: str
    zh: str
    en: str
    value: float
    cite: str
    mark: str


_PIDU: Final = "成都市郫都区疫情通报及新闻发布会（2020-12-07 至 2020-12-31）"

PUBLISHED: Final = (
    Documented("infections", "感染人数", "infections", 14, _PIDU, "V"),
    Documented("days", "首报至全部降为低风险（天）", "days from the first report to all-low", 24, _PIDU, "V"),
    Documented("secondary", "每名密接的次密接", "contacts of a contact, for each contact", 508 / 169, _PIDU, "V"),
    Documented("yield", "每百万人次检出", "found per million samples", 12 / 2.170372, _PIDU, "V"),
)


@dataclass(frozen=True)
class Compared:
    """A documented figure beside the runs."""

    documented: Documented
    low: float
    median: float
    high: float

    @property
    def inside(self) -> bool:
        """Whether it lies in the central 90 % of the runs."""
        return self.low <= self.documented.value <= self.high


@dataclass(frozen=True)
class Parameter:
    """A parameter of the runs with its source."""

    name: str
    value: str
    cite: str
    mark: str


def validate(city: City, folder: Path, *, seeds: Sequence[int], progress: Callable[[int, int], None] | None = None,
             scenario: str = SCENARIO) -> list[Compared]:  # fmt: skip
    """Run the scenario with every seed and compare.

    Parameters
    ----------
    city : City
        Of the scenario's district.
    folder : Path
        Where that city is saved.
    """
    package = load_scenario(scenario)
    of = rehearsal(package, scenario, folder, None, "played", package.manifest.length_days + 16)
    rows = []
    for number, seed in enumerate(seeds, 1):
        rows.append(outbreak(package, city, of, seed))
        if progress is not None:
            progress(number, len(seeds))
    return [_compared(one, np.array([row[one.key] for row in rows])) for one in PUBLISHED]


def outbreak(package: Package, city: City, of: Rehearsal, seed: int) -> dict[str, float]:
    """One run's figures, by key of :data:`PUBLISHED`."""
    memory = package.manifest.plan.recall()
    epidemic, reported = begun(package, city, of, seed)
    asked: list[int] = []
    others_named: set[int] = set()
    known = 0
    while epidemic.clock.now < of.days * DAY:
        epidemic.run_until(min(epidemic.clock.now + DAY, of.days * DAY))
        contacts = epidemic.record.all_contacts()[1].person
        fresh = np.unique(contacts[known:])[: ASKED - len(asked)]
        known = contacts.size
        for person in fresh.tolist():
            others_named |= _named_by(epidemic, person, memory)
        asked += fresh.tolist()
    found = epidemic.case("found")
    last = int(found.max(initial=reported))
    tests = sum(epidemic.record.counts.get("tests", {}).values())
    others = int((found > 0).sum()) - 1
    own = {*epidemic.record.all_contacts()[1].person.tolist(), *epidemic.case("person")[found > 0].tolist()}
    return {
        "infections": float((found > 0).sum()),
        "days": (last - reported) / DAY + CLEAN_DAYS,
        "secondary": len(others_named - own) / len(asked) if asked else 0.0,
        "yield": 1e6 * others / tests if tests else 0.0,
    }


def _named_by(epidemic: Epidemic, person: int, memory: Memory) -> set[int]:
    """Whom a contact names: who lives and works with them, who ate and played with them, as far as they remember."""
    city = epidemic.clock.city
    met = epidemic.contacts([person], days_back=3)
    kinds = np.full(met.person.size, -1)
    venue = met.place < city.n_places
    kinds[venue] = city.place_kind[met.place[venue]]
    counts = (met.how == HOUSEHOLD) | (met.how == CLASS_OR_TEAM) | np.isin(kinds, [int(kind) for kind in _TOGETHER])
    met = met.where(counts)
    share = np.where(met.how == HOUSEHOLD, 1.0, np.where(met.how == CLASS_OR_TEAM, memory.group, memory.venue))
    told = met.where(named(city, memory, asked=person, persons=met.person, shares=share))
    return set(told.person.tolist())


def _compared(one: Documented, values: Any) -> Compared:
    low, median, high = np.quantile(values, (0.05, 0.5, 0.95))
    return Compared(one, float(low), float(median), float(high))


def parameters(scenario: str = SCENARIO) -> list[Parameter]:
    """What the runs rest on, each with its source."""
    from fangxian.science.epidemic.disease import load_disease

    package = load_scenario(scenario)
    variant = package.manifest.variant()
    disease, plan = load_disease(variant.disease), package.manifest.plan
    duties, memory = default_duties().changed(plan.duties), plan.recall()
    ours = "the exercise's own assumption"
    rows = [
        _of_disease("reproduction", disease.reproduction), _of_disease("household attack", disease.household_attack),
        _of_disease("dispersion", disease.dispersion), _of_disease("incubation, mean days", disease.incubation),
        Parameter("named among colleagues, at venues", f"{memory.group}, {memory.venue}", ours, "D"),
        Parameter("hours from swab to result", f"{duties.practice.result_hours:g}", ours, "D"),
        Parameter("share that keeps a zone's rules", f"{duties.practice.keeps:g}", ours, "D"),
    ]  # fmt: skip
    for kind in ("case.core_facts_filed", "quarantine.started", "case.hospitalised", "zone.noticed"):
        duty = duties.duty[kind]
        rows.append(Parameter(f"{kind}, hours", f"{(duty.after + duty.work) / 60:.1f}", ours, "D"))
    for rule in plan.mass_tests:
        said = (
            f"{rule.cases} in {rule.within_days:g} d → {rule.level} ×{rule.rounds}, {rule.pool}:1, {rule.capacity:,}/d"
        )
        rows.append(Parameter("round of testing", said, rule.cite, rule.mark))
    outside = "infected from outside"
    rows += [
        Parameter(f"{outside}: {seed.id}", f"{seed.count} on day {seed.day:g}", seed.note.en, "D")
        for seed in package.truth.seeds
    ]
    return rows


def _of_disease(name: str, figure: Any) -> Parameter:
    value = getattr(figure, "value", None)
    if value is None:
        value = figure.mean
    return Parameter(name, f"{value:g}", figure.cite, figure.mark)

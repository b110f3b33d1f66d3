"""Set an exercise up: the hidden city is lived through up to day 0, and what the scenario will do lies on the desk."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from fangxian.drill.autopilot.desk import Job
from fangxian.drill.autopilot.duty import default_duties
from fangxian.drill.autopilot.play import Play
from fangxian.drill.autopilot.scripted import EVIDENCE, INDEX, INFECT
from fangxian.drill.names import Names
from fangxian.drill.scenario.manifest import Variant
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.seeding import Ints, draw, seeded
from fangxian.drill.world.hidden import World
from fangxian.protocol.pack import load_pack
from fangxian.science.city.model import City


@dataclass(frozen=True)
class Exercise:
    """An exercise at the start of day 0.

    Attributes
    ----------
    package : Package
    variant : Variant
    seed : int
        Of the drill; the city has its own.
    play : Play
        What the autopilot knows; its city has come to :attr:`starts_at`.
    seeds : dict
        Id of a seed → the people of the city it infects, also those of later days.
    """

    package: Package
    variant: Variant
    seed: int
    play: Play
    seeds: dict[str, Ints]

    @property
    def starts_at(self) -> datetime:
        """The start of day 0, local."""
        return self.package.starts_at(self.variant)

    @property
    def ends_at(self) -> datetime:
        """The end of the last day."""
        return self.package.ends_at(self.variant)

    @property
    def area(self) -> str:
        """The area the incident is about."""
        return self.play.area


def stage(
    package: Package, city: City, *, variant: str | None = None, seed: int = 1, slug: str = "", threads: int = 1
) -> Exercise:
    """Set an exercise up; the same package, city, variant and seed give the same exercise.

    Parameters
    ----------
    slug : str
        Name of the workspace; ids follow from it. By default the scenario's.

    Raises
    ------
    NotFound
        ``scenario.variant``.
    """
    chosen = package.manifest.variant(variant)
    midnight, truth, plan = package.starts_at(chosen), package.truth, package.manifest.plan
    seeds = seeded(city, truth.seeds, seed)
    world = World(
        city, chosen.disease, begins=_begins(chosen.day_zero, truth.begins_day), first=np.zeros(0, np.int64),
        seed=seed, memory=plan.recall(), threads=threads,
    )  # fmt: skip
    later = _live_through(world, package, midnight, seeds)
    play = Play(
        world, Names(slug or package.id), _area(city, package), load_pack(chosen.pack),
        (package.title.zh, package.title.en), default_duties().changed(plan.duties), mass_tests=plan.mass_tests,
        silent_until=_at(midnight, 0, truth.index.time),
    )  # fmt: skip
    for at, name in later:
        play.desk.put(Job(at, INFECT, f"seed|{name}", said={"persons": seeds[name].tolist()}))
    _put_script(play, package, midnight, seeds)
    play.infects = _infected_by_injects(package, city, seeds, seed)
    return Exercise(package, chosen, seed, play, seeds)


def _begins(day_zero: date, begins_day: float) -> date:
    return day_zero + timedelta(days=math.floor(begins_day))


def _at(midnight: datetime, day: float, time: object = None) -> datetime:
    """A moment by its day and its time of day, local."""
    hours = getattr(time, "hour", 0) + getattr(time, "minute", 0) / 60
    return midnight + timedelta(minutes=round(day * 1440 + hours * 60))


def _live_through(
    world: World, package: Package, midnight: datetime, seeds: dict[str, Ints]
) -> list[tuple[datetime, str]]:
    """Let the city live up to day 0 with the seeds that come before; return the others. What clinics saw is gone."""
    later = []
    for one in sorted(package.truth.seeds, key=lambda seed: (seed.day, seed.id)):
        at = _at(midnight, one.day)
        if at >= midnight:
            later.append((at, one.id))
            continue
        world.pass_to(at)
        world.truth.import_cases(seeds[one.id])
    world.pass_to(midnight)
    world.at_clinics()
    return later


def _area(city: City, package: Package) -> str:
    """The smallest of district and city that holds all of a city's areas."""
    codes = [str(code) for code in city.area_code]
    for area in (package.manifest.city.district, package.manifest.city.district[:4]):
        if all(code.startswith(area) for code in codes):
            return area
    return package.manifest.city.district[:2]


def _put_script(play: Play, package: Package, midnight: datetime, seeds: dict[str, Ints]) -> None:
    index, source = package.truth.index, package.truth.source
    outside = sorted(int(person) for people in seeds.values() for person in people)
    among = seeds[index.from_seed].tolist() if index.from_seed else []
    said = {"route": index.route, "among": among, "never": outside if index.not_seed else []}
    play.desk.put(Job(_at(midnight, 0, index.time), INDEX, "index", said=said))
    if source.found is not None and source.found.day is not None:
        at = _at(midnight, source.found.day, source.found.time)
        play.desk.put(Job(at, EVIDENCE, "source", said={"conclusion": source.text.zh}))


def _infected_by_injects(package: Package, city: City, seeds: dict[str, Ints], seed: int) -> dict[str, list[int]]:
    """Whom each inject that infects anybody infects, whenever it comes; they are among the exercise's seeds, too."""
    chosen = {}
    for number, inject in enumerate(package.injects):
        if inject.infects is not None:
            taken = np.concatenate([np.zeros(0, np.int64), *seeds.values()])
            people = draw(city, inject.infects, seeds, taken, seed, 1000 + number)
            seeds[f"inject|{inject.id}"] = people
            chosen[inject.id] = [int(person) for person in people]
    return chosen

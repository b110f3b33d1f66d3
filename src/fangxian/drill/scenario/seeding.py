"""Which people of a city a scenario infects: drawn from the drill's seed among those its selectors describe."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from fangxian.drill.scenario.parts import Selector
from fangxian.drill.scenario.truth import Seed
from fangxian.drill.world.chance import Purpose
from fangxian.science.city.kinds import Post, Role
from fangxian.science.city.model import City
from fangxian.science.epidemic.assay import chances

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


def seeded(city: City, seeds: tuple[Seed, ...], seed: int) -> dict[str, Ints]:
    """The people of each seed, in order; nobody is drawn twice.

    Where a small city has nobody of the kind (no cleaner of a quarantine site lives in it), conditions are given up
    one by one: first where they live, then what they do, so that every exercise has its outbreak.
    """
    chosen: dict[str, Ints] = {}
    for number, one in enumerate(seeds):
        taken = np.concatenate([np.zeros(0, np.int64), *chosen.values()])
        chosen[one.id] = draw(city, one, chosen, taken, seed, number)
    return chosen


def draw(city: City, one: Seed, before: Mapping[str, Ints], taken: Ints, seed: int, number: int) -> Ints:
    """The people of one seed; see :func:`seeded`."""
    for fits in _ever_wider(city, one.who, before):
        fits[taken] = False
        people = np.flatnonzero(fits)
        if people.size >= one.count:
            luck = chances(np.uint64(seed & 0xFFFF_FFFF_FFFF_FFFF), int(Purpose.SEED), people, number)
            return np.asarray(np.sort(people[np.argsort(luck, kind="stable")[: one.count]]), np.int64)
    free = np.ones(city.n_persons, bool)
    free[taken] = False
    return np.asarray(np.flatnonzero(free)[: one.count], np.int64)


def _ever_wider(city: City, who: Selector, before: Mapping[str, Ints]) -> list[Bools]:
    related, where, what = _related(city, who, before), _where(city, who), _what(city, who)
    aged = _aged(city, who)
    return [related & where & what & aged, related & what & aged, related & aged, aged, np.ones(city.n_persons, bool)]


def _what(city: City, who: Selector) -> Bools:
    fits = np.ones(city.n_persons, bool)
    if who.post is not None:
        fits &= city.post == Post[who.post.upper()]
    if who.role is not None:
        fits &= city.role == Role[who.role.upper()]
    return fits


def _aged(city: City, who: Selector) -> Bools:
    low, high = who.age or (0, 200)
    return np.asarray((city.age >= low) & (city.age <= high))


def _where(city: City, who: Selector) -> Bools:
    fits = np.ones(city.n_persons, bool)
    if who.area is not None:
        inside = np.char.startswith(city.area_code, who.area)
        fits &= inside[city.area_of(np.arange(city.n_persons))]
    return fits


def _related(city: City, who: Selector, before: Mapping[str, Ints]) -> Bools:
    if who.with_ is None or who.with_ not in before:
        return np.ones(city.n_persons, bool)
    others = before[who.with_]
    if who.share == "household":
        return np.isin(city.household[np.arange(city.n_persons)], city.household[others])
    groups = city.group[others]
    groups = groups[groups >= 0]
    if who.share == "group":
        return np.isin(city.group, groups)
    sites = city.group_site[groups]
    site = np.where(city.group >= 0, city.group_site[np.maximum(city.group, 0)], -1)
    return np.isin(site, sites)

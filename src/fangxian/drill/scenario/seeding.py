"""Which people of a city a scenario infects: drawn from the drill's seed among those its selectors describe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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


def _ever_wider(city: City, who: Selector, before: Mapping[str, Ints]) -> Iterator[Bools]:
    """Whom the selector describes, with ever fewer conditions; what is not asked for is not computed."""
    low, high = who.age or (0, 200)
    aged: Bools = np.asarray((city.age >= low) & (city.age <= high))
    related = aged & _related(city, who, before)
    able = related & _what(city, who)
    yield able & _where(city, who)
    yield able
    yield related
    yield aged
    yield np.ones(city.n_persons, bool)


def _what(city: City, who: Selector) -> Bools:
    fits = np.ones(city.n_persons, bool)
    if who.post is not None:
        fits &= city.post == Post[who.post.upper()]
    if who.role is not None:
        fits &= city.role == Role[who.role.upper()]
    return fits


def _where(city: City, who: Selector) -> Bools:
    if who.area is None:
        return np.ones(city.n_persons, bool)
    inside = np.flatnonzero(np.char.startswith(city.area_code, who.area))
    return _among(city.n_persons, _spans(city.area_person_offsets, inside))


def _related(city: City, who: Selector, before: Mapping[str, Ints]) -> Bools:
    if who.with_ is None or who.with_ not in before:
        return np.ones(city.n_persons, bool)
    others = before[who.with_]
    if who.share == "household":
        return _among(city.n_persons, _spans(city.household_offsets, np.unique(city.household[others])))
    groups: npt.NDArray[Any] = np.unique(city.group[others])
    groups = groups[groups >= 0]
    if who.share == "site":
        groups = _spans(city.site_group_offsets, np.unique(city.group_site[groups]))
    return _among(city.n_persons, city.group_members[_spans(city.group_offsets, groups)])


def _spans(offsets: npt.NDArray[Any], of: npt.NDArray[Any]) -> Ints:
    """The numbers that lie in some of the ranges which an offsets array names."""
    parts = [np.arange(offsets[one], offsets[one + 1]) for one in of.tolist()]
    return np.concatenate([np.zeros(0, np.int64), *parts])


def _among(size: int, chosen: npt.NDArray[Any]) -> Bools:
    fits = np.zeros(size, bool)
    fits[chosen] = True
    return fits

"""Checks 8 and 9: operations keep their promises; chance is the same whatever the threads, steps and measures."""

from __future__ import annotations

import numpy as np

from fangxian.science.city.visits import MAX_VISITS, site_stay, visits
from fangxian.science.epidemic.clockwork import DAY
from fangxian.science.epidemic.codes import AFTERWARDS, Setting
from fangxian.science.epidemic.measures import read_plan
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.validation.bench_city import people
from fangxian.science.epidemic.validation.report import Line, Report, near, none_of, within

_COLUMNS = ("person", "source", "at", "place", "setting", "onset", "multiplier", "traits")


def operations(size: float) -> Report:
    """8. Tubes, false positives, delays; nobody infected who was away, at a closed place, or where he was not."""
    city = people(40_000)
    measure = {"do": "mass_test", "pool": 10, "rounds": 8, "every_days": 1, "attends": 1.0}
    plan = read_plan({"strategy": [{"id": "rounds", "when": "start", "measure": [measure]}]})
    run = Epidemic(city, "covid19-delta", first_infections=0, plan=plan, seed=11).run(9)
    tubes, false = (sum(run.record.counts[name].values()) for name in ("tubes", "false_pools"))
    wrong = 1 - run.disease.test("pcr").specificity.value
    lines = [
        near("tubes of 8 rounds, ten to a tube", 8 * 4000, tubes, 0.0, "people ÷ 10"),
        within("false tubes", tubes * wrong, false, float(np.sqrt(tubes * wrong)), "tubes · (1 - specificity)"),
    ]
    kept = Epidemic(city, "covid19-delta", first_infections=100, seed=12)
    schools = kept.places_of(["schools"])
    away = np.arange(0, city.n_persons, 7)
    kept.close(schools, days=100)
    kept.isolate(away, days=100)
    kept.run(14)
    new = kept.case("source") >= 0
    giver = kept.case("person")[kept.case("source")]
    lines += [
        none_of("infections by or of people in quarantine", float(
            (np.isin(kept.case("person"), away) & new).sum() + (np.isin(giver, away) & new).sum()), "by definition"),
        none_of("infections at closed places", float(np.isin(kept.case("place"), schools).sum()), "by definition"),
        none_of("infections where one of the two was not", float(_elsewhere(kept)), "itineraries of the city"),
        none_of("infections of those infected before", float(kept.infections - np.unique(kept.case("person")).size),
                "immunity within a run"),
        Line("infections looked at", kept.infections, 500, 1e9, kept.infections, "enough to see a fault"),
    ]  # fmt: skip
    return Report("operations", tuple(lines))


def _elsewhere(run: Epidemic) -> int:
    """Infections at a place and minute at which one of the two was elsewhere."""
    person, source, at, place, setting = (run.case(name) for name in ("person", "source", "at", "place", "setting"))
    wrong = 0
    for k in np.flatnonzero((source >= 0) & (setting < AFTERWARDS) & (setting != Setting.ANYWHERE)):
        day, minute = run.clock.epoch + int(at[k]) // DAY, int(at[k]) % DAY
        there = (_where(run, int(who), day, minute) == place[k] for who in (person[k], person[source[k]]))
        wrong += not all(there)
    return wrong


def _where(run: Epidemic, person: int, day: int, minute: int) -> int:
    city = run.clock.city
    place, start, end = (np.zeros(MAX_VISITS, kind) for kind in (np.int32, np.int16, np.int16))
    group, begins, ends = site_stay(run.clock.tables, person, day)
    if group >= 0 and begins <= minute < ends:
        return int(city.group_site[group])
    for k in range(visits(run.clock.tables, person, day, place, start, end)):
        if start[k] <= minute < end[k]:
            return int(place[k])
    return int(city.n_places + city.household[person])


def determinism(size: float) -> Report:
    """9. Same seed, same line list; a measure that touches nobody changes nothing; both ways of drawing agree."""
    city = people(20_000)

    def start(**options: object) -> Epidemic:
        return Epidemic(city, "covid19-ancestral", first_infections=40, seed=13, **options)  # type: ignore[arg-type]

    one = start().run(20)
    stepped = start(threads=3)
    while stepped.clock.now < 20 * DAY:
        stepped.run_until(min(20 * DAY, stepped.clock.now + 501))
    idle = start()
    idle.isolate(np.flatnonzero(one.clock.people.case == 0), days=100)
    idle.mask(1.0, emission=0.0, intake=0.0)
    idle.run(20)
    lines = [
        none_of("differences by threads and length of steps", float(_differences(one, stepped)), "to the bit"),
        none_of("differences by a measure that touches nobody", float(_differences(one, idle)), "to the bit"),
        *_both_ways(size),
    ]
    return Report("determinism", tuple(lines))


def _differences(one: Epidemic, other: Epidemic) -> int:
    if one.infections != other.infections:
        return abs(one.infections - other.infections)
    return sum(int((one.case(name) != other.case(name)).sum()) for name in _COLUMNS)


def _both_ways(size: float) -> list[Line]:
    """Infections drawn from the side of the infectious and of the exposed: means of many runs."""
    city, runs = people(3_000), round(20 * max(1.0, size))
    counts = np.zeros((2, runs, 3))
    for way, above in enumerate((2.0, -1.0)):
        for seed in range(runs):
            run = Epidemic(city, "covid19-ancestral", first_infections=30, seed=seed, dense_above=above).run(12)
            found = np.bincount(run.case("setting") & (AFTERWARDS - 1), minlength=14)
            counts[way, seed] = found[0], found[1] + found[2], found[3:13].sum()
    sparse, dense = counts.mean(axis=1)
    error = np.sqrt((counts.var(axis=1) / runs).sum(axis=0))
    names = ("home", "class and office", "venues")
    return [
        within(f"infections, {name}: drawn from the exposed", float(sparse[k]), float(dense[k]), float(error[k]),
               "drawn from the infectious")
        for k, name in enumerate(names)
    ]  # fmt: skip

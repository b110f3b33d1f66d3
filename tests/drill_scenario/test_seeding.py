"""Which people of a city a scenario infects."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.drill.scenario.files import shipped_ids
from fangxian.drill.scenario.load import load_scenario
from fangxian.drill.scenario.parts import Selector
from fangxian.drill.scenario.schema import Package
from fangxian.drill.scenario.seeding import draw, seeded
from fangxian.drill.scenario.town import cut
from fangxian.drill.scenario.truth import Seed
from fangxian.protocol.schema.base import Text
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import from_rows

NOTE = Text(zh="注", en="note")
NOBODY = np.zeros(0, np.int64)


@settings(max_examples=15)
@given(seed=st.integers(0, 2**63), name=st.sampled_from(shipped_ids()))
def test_as_many_as_wanted_and_nobody_twice(city: City, seed: int, name: str) -> None:
    seeds = load_scenario(name).truth.seeds
    chosen = seeded(city, seeds, seed)
    everybody = [int(person) for people in chosen.values() for person in people]
    assert [len(chosen[one.id]) for one in seeds] == [one.count for one in seeds]
    assert len(set(everybody)) == len(everybody)


def test_the_same_seed_draws_the_same_people_and_another_others(city: City, package: Package) -> None:
    one, same, other = (seeded(city, package.truth.seeds, seed) for seed in (7, 7, 8))
    assert all((one[name] == same[name]).all() for name in one)
    assert any((one[name] != other[name]).any() for name in one)


def test_ages_and_households_hold_where_there_are_such_people(city: City) -> None:
    old = Seed(id="old", day=-1, count=3, who=Selector(age=(60, 75)), note=NOTE)
    first = draw(city, old, {}, NOBODY, 1, 0)
    assert ((city.age[first] >= 60) & (city.age[first] <= 75)).all()
    kin = Seed(id="kin", day=-1, count=1, who=Selector(**{"with": "old", "share": "household"}), note=NOTE)
    second = draw(city, kin, {"old": first}, first, 1, 1)
    assert city.household[second[0]] in city.household[first]


def test_where_there_is_nobody_of_the_kind_somebody_else_is_found(city: City) -> None:
    nowhere = Seed(id="x", day=-1, count=2, who=Selector(area="110101", post="airport"), note=NOTE)
    assert draw(city, nowhere, {}, NOBODY, 1, 0).size == 2


@settings(max_examples=20)
@given(people=st.integers(100, 9_000))
def test_a_small_city_is_as_large_as_wanted_and_holds_its_home(people: int) -> None:
    rows = [(f"510108{street:03d}{n:03d}", 800.0, 104.0 + n / 99, 30.0 + street / 99, 600.0, 1.0)
            for street in (10, 11, 12) for n in range(5, 9)]  # fmt: skip
    spec = cut(from_rows("x", rows, load_parameters()), "510108011007", people)
    assert spec.residents.sum() == people
    assert "510108011007" in spec.area_code.tolist()

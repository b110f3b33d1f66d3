"""What ranks a hit: minutes, days, hours, kind of place, crowding, and cases that lie apart. Each of them alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.tracing.reading import Case, Phone
from fangxian.science.tracing.rule import DAY, Rule
from fangxian.science.tracing.search import DoseRule, People, Search, groups_of
from fangxian.science.tracing.search.apart import main_places
from tests.tracing.build import index_of
from tests.tracing.oracle import Stay

MIDNIGHT = 1_635_868_800
HOUR = 3_600
ANN = (Case("A", (Phone("ann"),)),)


def together(who: str, place: str, hours: float, *, day: int = 0, at: float = 8) -> list[Stay]:
    """Ann and somebody at a place for some hours."""
    start = MIDNIGHT + day * DAY + int(at * HOUR)
    return [Stay(one, place, start, start + int(hours * HOUR)) for one in ("ann", who)]


def doses(stays: list[Stay], rule: Rule | None = None, **options: Any) -> dict[str, float]:
    with index_of(stays) as index:
        search = Search(index, rule or Rule(1, 14), detail=True, **options)
        (found,) = search.pairs(ANN)
        return dict(zip(index.people.ids(found.hits.person).to_pylist(), found.hits.dose.tolist(), strict=True))


def test_longer_together_ranks_higher() -> None:
    dose = doses([*together("long", "x", 2), *together("short", "y", 1, at=12)])
    assert dose["long"] == pytest.approx(2 * dose["short"])


def test_the_same_hours_on_more_days_rank_higher() -> None:
    once = together("once", "x", 2)
    twice = [*together("twice", "y", 1, at=12), *together("twice", "y", 1, at=12, day=1)]
    dose = doses([*once, *twice])
    assert dose["twice"] == pytest.approx(dose["once"] * (1 + DoseRule.default().again))


def test_a_night_across_midnight_is_two_days_together() -> None:
    rule = DoseRule.default()
    stays = [Stay(one, "home", MIDNIGHT - HOUR, MIDNIGHT + HOUR) for one in ("ann", "kin")]
    assert doses(stays)["kin"] == pytest.approx(2 * (1 + rule.again))


def test_who_reaches_the_hours_of_the_rule_ranks_above_who_passes_by_minutes_alone() -> None:
    stays = [*together("guest", "x", 1), *together("regular", "y", 1, at=10)]
    stays += [Stay("regular", "y", MIDNIGHT + 20 * HOUR, MIDNIGHT + 24 * HOUR)]
    plain = doses(stays)
    weighed = doses(stays, Rule(10, 14, min_hours=5, operator="or"))
    assert plain["guest"] == plain["regular"]
    assert weighed["regular"] == pytest.approx(weighed["guest"] * (1 + DoseRule.default().long))


@pytest.mark.parametrize("kind", ["indoor", "vehicle", "home"])
def test_indoors_and_in_vehicles_ranks_above_the_open(kind: str) -> None:
    stays = [*together("in", "x", 1), *together("out", "y", 1, at=12)]
    dose = doses(stays, kinds={"x": kind, "y": "outdoor"})
    assert dose["in"] > 5 * dose["out"]


def test_a_crowd_ranks_below_few() -> None:
    crowd = [Stay(f"p{k}", "x", MIDNIGHT + 8 * HOUR, MIDNIGHT + 9 * HOUR) for k in range(60)]
    dose = doses([*crowd, *together("crowded", "x", 1), *together("alone", "y", 1, at=12)])
    assert dose["crowded"] < dose["alone"] / 5


def test_cases_of_one_home_are_one_group_and_far_ones_are_two() -> None:
    stays = [Stay(1, 10, MIDNIGHT, MIDNIGHT + 9 * HOUR), Stay(2, 10, MIDNIGHT, MIDNIGHT + 9 * HOUR)]
    stays += [Stay(3, 11, MIDNIGHT, MIDNIGHT + 9 * HOUR), Stay(4, 12, MIDNIGHT, MIDNIGHT + 9 * HOUR)]
    stays += [Stay(4, 10, MIDNIGHT + 9 * HOUR, MIDNIGHT + 10 * HOUR)]  # a visit is no main place
    cases = [Case(str(n), (Phone(n),)) for n in (1, 2, 3, 4, 99)]
    at = {10: (104.0, 30.0), 11: (104.01, 30.0), 12: (104.3, 30.0)}  # 963 m and 29 km east of the first
    with index_of(stays) as index:
        search = Search(index, Rule(1, 14))
        assert index.places.ids(main_places(search, cases)[:4]).to_pylist() == [10, 10, 11, 12]
        assert groups_of(search, cases, at).tolist() == [0, 0, 0, 1, 2]
        assert groups_of(search, cases).tolist() == [0, 0, 1, 2, 3]


def test_cells_of_the_grid_say_themselves_where_they_are() -> None:
    from fangxian.science.tracing.index import Builder, Index
    from fangxian.science.tracing.reading.grid import cells_of
    from tests.tracing.build import batch

    cells = cells_of(np.array([104.0, 104.005, 104.3]), np.array([30.0, 30.0, 30.0]), 800).tolist()
    stays = [Stay(k, cell, MIDNIGHT, MIDNIGHT + HOUR) for k, cell in enumerate(cells)]
    with index_of(stays) as other:
        folder = other.folder / "cells"
        with Builder(folder, "grid:800") as builder:
            builder.add(batch(stays))
        search = Search(Index(folder), Rule(1, 14))
        assert groups_of(search, [Case(str(k), (Phone(k),)) for k in range(3)]).tolist() == [0, 0, 1]


def test_who_met_cases_that_lie_apart_ranks_above_who_met_one_household() -> None:
    hour = [(MIDNIGHT + k * HOUR, MIDNIGHT + (k + 1) * HOUR) for k in range(24)]
    stays = [Stay(case, home, MIDNIGHT + 12 * HOUR, MIDNIGHT + 23 * HOUR) for case, home in ((1, 1), (2, 1), (3, 3))]
    stays += [Stay(1, 7, *hour[1]), Stay(2, 7, *hour[2])]
    stays += [Stay(50, 7, hour[1][0], hour[2][1])]  # met both of one household, an hour each
    stays += [Stay(1, 8, *hour[4]), Stay(3, 8, *hour[5]), Stay(60, 8, hour[4][0], hour[5][1])]  # one of each
    cases = [Case(str(n), (Phone(n),)) for n in (1, 2, 3)]
    with index_of(stays) as index:
        search = Search(index, Rule(1, 14), detail=True)
        people = People(index.people.size, search.dose)
        for one, group in zip(search.pairs(cases), groups_of(search, cases).tolist(), strict=True):
            people.add(one, group)
        own = index.people.find([1, 2, 3])
        ranked = people.strongest(own)
        assert index.people.ids(ranked).to_pylist() == [60, 50]
        assert people.dose[ranked].tolist() == pytest.approx([2 * (1 + search.dose.several), 2.0])
        assert people.groups[ranked].tolist() == [2, 1]
        assert people.cases[ranked].tolist() == [2, 2]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 14), st.integers(0, 200_000)), min_size=1, max_size=20),
    st.sampled_from([-1, 0, 36_000]),
)
def test_more_days_and_longer_stays_never_lower_a_dose(pairs: list[tuple[int, int]], hours: int) -> None:
    rule = DoseRule.default()
    days, stayed = (np.array(column) for column in zip(*sorted(pairs), strict=True))
    weight = rule.further(days, stayed, hours)
    assert (weight >= 1).all()
    assert (rule.further(days + 1, stayed, hours) > weight).all()
    assert (rule.further(days, stayed + 3_600, hours) >= weight).all()

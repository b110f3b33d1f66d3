"""Everybody has one place or a reason; groups stay together, tiers apart, rooms are never overfilled."""

from __future__ import annotations

import itertools
import math
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.logistics.errors import LogisticsError
from fangxian.science.logistics.program import Effort
from fangxian.science.logistics.sites import Group, Site, SitePlan, SiteRule, allocate

EXACT = Effort(gap=0.0, seconds=30)


def group(name: str, size: int = 1, tier: str = "close", **more: Any) -> Group:
    people = tuple(f"{name}-{number}" for number in range(size))
    return Group(
        **{"id": name, "people": people, "tier": tier, "lon": 104.0, "lat": 30.6, "rooms": {"single": size}} | more
    )


def site(name: str, rooms: int = 5, *tiers: str, **more: Any) -> Site:
    given_ = {"id": name, "lon": 104.0, "lat": 30.6, "rooms": {"single": rooms}, "tiers": frozenset(tiers or {"close"})}
    return Site(**given_ | more)


def test_a_family_goes_to_the_site_that_holds_it_though_another_is_nearer() -> None:
    plan = allocate([group("family", 3)], [site("near", 2), site("far", 3, lon=104.2)])
    assert plan.site == {"family": "far"}
    assert plan.people([group("family", 3)]) == {"family-0": "far", "family-1": "far", "family-2": "far"}
    assert plan.gap == 0


def test_a_site_that_houses_one_tier_takes_no_other() -> None:
    groups = [group("one"), group("two", tier="secondary")]
    plan = allocate(groups, [site("near", 5, "close", "secondary"), site("far", 5, "close", "secondary", lon=104.1)])
    assert sorted(plan.site.values()) == ["far", "near"]
    shared = allocate(groups, [site("near", 5, "close", "secondary", shared=True)])
    assert (shared.site, shared.mixed) == ({"one": "near", "two": "near"}, 1)


@pytest.mark.parametrize(
    ("one", "other", "code", "words"),
    [
        (group("g", tier="general"), site("s"), "sites.tier", "No site takes people of the tier 'general'."),
        (group("g", needs=frozenset({"dialysis"})), site("s"), "sites.needs", "offers: dialysis."),
        (group("g", 7), site("s"), "sites.room_class", "7 rooms of class 'single'; the most is 5."),
        (group("g", within_h=0.5), site("s", opens_h=2), "sites.deadline", "within 0.5 h; the nearest takes 2.0 h."),
        (group("g", lon=104.5), site("s"), "sites.distance", "within 30.0 km; the nearest is 67.9 km away."),
    ],
)
def test_the_rule_that_leaves_no_site_is_named(one: Group, other: Site, code: str, words: str) -> None:
    plan = allocate([one], [other], SiteRule(limit_km=30))
    assert plan.site == {}
    assert plan.unplaced["g"].code == code
    assert words in plan.unplaced["g"].text()
    assert plan.unplaced["g"].text("zh") != plan.unplaced["g"].text()


def test_what_is_short_is_named_with_the_number_missing() -> None:
    plan = allocate([group(str(number)) for number in range(8)], [site("s", 5)])
    assert len(plan.site) == 5
    assert {reason.context["short"] for reason in plan.unplaced.values()} == {3}
    assert plan.gap == pytest.approx(0, abs=1e-6)


def test_who_matters_more_comes_first() -> None:
    plan = allocate([group("a"), group("b", priority=3), group("c")], [site("s", 1)])
    assert plan.site == {"b": "s"}


def test_a_site_lets_in_no_more_by_a_deadline_than_its_intake() -> None:
    groups = [group(str(number), within_h=2.0) for number in range(6)] + [group("late")]
    plan = allocate(groups, [site("s", 9, intake_per_h=4, opens_h=1)])
    assert len(plan.site) == 5
    assert "late" in plan.site


@pytest.mark.parametrize(
    ("groups", "sites", "said"),
    [
        ([group("a"), group("a")], [site("s")], "groups, row a, id: stands only once"),
        ([group("a", people=("x",)), group("b", people=("x",))], [site("s")], "row b, people: names no person whom"),
        ([group("a", lat=95.0)], [site("s")], "row a, lat: lies between -90 and 90 degrees"),
        ([group("a")], [site("s", -1)], "sites, row s, rooms: is 0 or more"),
    ],
)
def test_rows_that_break_a_rule_are_refused_by_row_and_field(groups: list, sites: list, said: str) -> None:
    with pytest.raises(LogisticsError, match=said):
        allocate(groups, sites)


def test_nobody_and_nowhere_are_no_error() -> None:
    assert allocate([], [site("s")]).site == {}
    assert allocate([group("a")], []).unplaced["a"].code == "sites.tier"


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Group], list[Site], np.ndarray]:
    groups = [
        group(
            str(number),
            draw(st.integers(1, 3)),
            draw(st.sampled_from(["close", "secondary"])),
            needs=draw(st.sampled_from([frozenset(), frozenset({"dialysis"})])),
            within_h=draw(st.sampled_from([1.0, math.inf])),
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    sites = [
        site(
            f"s{number}",
            draw(st.integers(0, 5)),
            *draw(st.sampled_from([("close",), ("secondary",), ("close", "secondary")])),
            offers=draw(st.sampled_from([frozenset(), frozenset({"dialysis"})])),
            shared=draw(st.booleans()),
            intake_per_h=draw(st.sampled_from([2.0, math.inf])),
        )
        for number in range(draw(st.integers(1, 3)))
    ]
    km = [[draw(st.integers(1, 40)) for _ in sites] for _ in groups]
    return groups, sites, np.array(km, np.float64)


def cost(groups: list[Group], sites: list[Site], km: np.ndarray, where: tuple[int, ...]) -> float:
    """What an assignment costs (-1: nowhere), or infinity where it breaks a rule; SiteRule's defaults."""
    total, rooms = 0.0, Counter[int]()
    tiers: defaultdict[int, set[str]] = defaultdict(set)
    for row, at in enumerate(where):
        one = groups[row]
        total += len(one.people) * (1000.0 if at < 0 else km[row, at])
        if at < 0:
            continue
        if one.tier not in sites[at].tiers or not one.needs <= sites[at].offers or km[row, at] / 30 > one.within_h:
            return math.inf
        rooms[at] += one.rooms["single"]
        tiers[at].add(one.tier)
    for at, number in rooms.items():
        urgent = sum(len(groups[row].people) for row, to in enumerate(where) if to == at and groups[row].within_h < 2)
        if number > sites[at].rooms["single"] or urgent > sites[at].intake_per_h:
            return math.inf
        if len(tiers[at]) > 1 and not sites[at].shared:
            return math.inf
        total += 100.0 * (len(tiers[at]) - 1)
    return total


def chosen(groups: list[Group], sites: list[Site], plan: SitePlan) -> tuple[int, ...]:
    names = [one.id for one in sites]
    return tuple(names.index(plan.site[one.id]) if one.id in plan.site else -1 for one in groups)


@settings(max_examples=60)
@given(tables())
def test_no_other_assignment_is_better(case: tuple[list[Group], list[Site], np.ndarray]) -> None:
    groups, sites, km = case
    plan = allocate(groups, sites, km=km, effort=EXACT)
    found = cost(groups, sites, km, chosen(groups, sites, plan))
    every = itertools.product(range(-1, len(sites)), repeat=len(groups))
    assert found == pytest.approx(min(cost(groups, sites, km, one) for one in every))
    assert plan.objective == pytest.approx(found)
    assert plan.bound <= plan.objective + 1e-6
    assert set(plan.site) | set(plan.unplaced) == {one.id for one in groups}
    assert not set(plan.site) & set(plan.unplaced)


def crowd(people: int, count: int, seed: int = 7) -> tuple[list[Group], list[Site]]:
    chance = np.random.default_rng(seed)
    tiers = ["close", "secondary", "general"]
    groups = [
        group(
            f"g{number}",
            int(chance.integers(1, 4)),
            tiers[chance.integers(3)],
            lon=104 + chance.normal() * 0.05,
            lat=30.6 + chance.normal() * 0.05,
        )
        for number in range(people // 2)
    ]
    sites = [
        site(
            f"s{number}",
            int(chance.integers(10, 40)),
            *(tier for tier in tiers if chance.random() < 0.7),
            lon=104 + chance.uniform(-0.1, 0.1),
            lat=30.6 + chance.uniform(-0.1, 0.1),
        )
        for number in range(count)
    ]
    return groups, sites


def test_a_crowd_is_placed_by_the_rules_with_a_small_gap_and_the_same_every_time() -> None:
    groups, sites = crowd(200, 12)
    plan = allocate(groups, sites, effort=Effort(gap=0.01, seconds=60))
    assert plan == allocate(groups, sites, effort=Effort(gap=0.01, seconds=60))
    assert not plan.timed_out
    where = chosen(groups, sites, plan)
    km = np.array([[1.0] * len(sites)] * len(groups))
    assert math.isfinite(cost(groups, sites, km, where))
    assert plan.gap < 0.03
    assert plan.bound <= plan.objective


def test_people_alike_are_counted_not_told_apart() -> None:
    groups = [group(f"g{number:03d}") for number in range(300)]
    sites = [site("a", 100, lon=104.01), site("b", 150, lon=104.02), site("c", 100, lon=104.03)]
    plan = allocate(groups, sites, effort=EXACT)
    assert Counter(plan.site.values()) == {"a": 100, "b": 150, "c": 50}
    assert plan.gap == pytest.approx(0, abs=1e-9)
    assert allocate(groups, [replace(one, rooms={"single": 0}) for one in sites]).site == {}

"""Zones are the units of least burden that cover what is to be covered."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.logistics.errors import LogisticsError
from fangxian.science.logistics.zones import Points, Units, ZoneRule, propose_zones, surroundings

# A street (0) with two compounds (1, 2): the first has two buildings (3, 4), the second one (5).
PARENT = [-1, 0, 0, 1, 1, 2]
LEVEL = [3, 2, 2, 1, 1, 1]
PEOPLE = [1000, 300, 700, 100, 200, 700]


def units(place: np.ndarray | None = None) -> Units:
    return Units(np.array(PARENT), np.array(LEVEL), np.array(PEOPLE), place)


def points(*rows: tuple[int, float, bool]) -> Points:
    unit, weight, case = zip(*rows, strict=True) if rows else ((), (), ())
    return Points(np.array(unit, np.int64), np.array(weight, np.float64), np.array(case, bool))


def test_one_case_seals_its_building() -> None:
    found = propose_zones(units(), points((3, 1.0, True)), ZoneRule(frozenset({1, 2, 3})))
    assert [(zone.unit, zone.people, zone.larger, zone.reason.code) for zone in found.zones] == [
        (3, 100, 300, "zones.smallest")
    ]
    assert found.people_per_case == 100
    assert found.uncovered == {}


def test_two_buildings_are_joined_where_a_zone_is_a_burden() -> None:
    both = points((3, 1.0, True), (4, 1.0, True))
    assert [zone.unit for zone in propose_zones(units(), both, ZoneRule(frozenset({1, 2}))).zones] == [1]
    three = points((3, 1.0, True), (5, 1.0, True))
    assert [zone.unit for zone in propose_zones(units(), three, ZoneRule(frozenset({1, 2, 3}))).zones] == [2, 3]
    joined = propose_zones(units(), three, ZoneRule(frozenset({1, 2, 3}), zone=500))
    assert [(zone.unit, zone.cases) for zone in joined.zones] == [(0, 2)]
    assert joined.zones[0].reason.text("zh").startswith("整体划定不劣于")


def test_a_unit_with_so_many_parts_affected_is_taken_whole() -> None:
    hit = points((3, 1.0, True), (4, 0.5, False))
    rule = ZoneRule(frozenset({1, 2}), whole_from={2: 2})
    zone = propose_zones(units(), hit, rule).zones[0]
    assert (zone.unit, zone.cases, zone.visits, zone.weight, zone.reason.code) == (1, 1, 1, 1.5, "zones.spread")


def test_what_is_not_worth_its_price_is_left_out_and_named() -> None:
    found = propose_zones(units(), points((3, 1.0, True), (5, 0.1, False)), ZoneRule(frozenset({1, 2}), price=500))
    assert [zone.unit for zone in found.zones] == [3]
    assert "confine 700 more people for a weight of 0.10" in found.uncovered[1].text()


def test_a_point_in_no_unit_that_may_be_sealed_is_named() -> None:
    found = propose_zones(units(), points((0, 1.0, True)), ZoneRule(frozenset({1, 2})))
    assert found.zones == ()
    assert found.uncovered[0].code == "zones.no_unit"


@pytest.mark.parametrize(
    ("change", "field", "row"),
    [
        ({"parent": np.array([-1, 0, 0, 4, 3, 2])}, "parent", 4),
        ({"parent": np.array([-1, 0, 0, 1, 9, 2])}, "parent", 5),
        ({"people": np.array([1000, 200, 700, 100, 200, 700])}, "people", 2),
    ],
)
def test_units_that_form_no_tree_are_refused_by_row(change: dict, field: str, row: int) -> None:
    given_ = {"parent": np.array(PARENT), "level": np.array(LEVEL), "people": np.array(PEOPLE), **change}
    with pytest.raises(LogisticsError) as caught:
        propose_zones(Units(**given_), points(), ZoneRule(frozenset({1})))
    assert (caught.value.context["field"], caught.value.context["row"]) == (field, row)


def test_the_ring_around_a_zone_leaves_out_the_zone() -> None:
    place = np.full((6, 2), np.nan)
    place[3:] = [(104.0, 30.6), (104.001, 30.6), (104.01, 30.6)]
    assert surroundings(units(place), [3], 1, 150).tolist() == [4]
    assert surroundings(units(place), [3], 1, 50).tolist() == []
    assert surroundings(units(place), [3], 1, 5000).tolist() == [4, 5]
    assert surroundings(units(place), [1], 1, 5000).tolist() == [5]


@st.composite
def trees(draw: st.DrawFn) -> tuple[Units, Points, ZoneRule]:
    count = draw(st.integers(1, 9))
    parent = [-1] + [draw(st.integers(-1, row - 1)) for row in range(1, count)]
    people = [draw(st.integers(0, 20)) for _ in range(count)]
    for row in range(count - 1, 0, -1):
        if parent[row] >= 0:
            people[parent[row]] += people[row]
    level = [draw(st.integers(0, 2)) for _ in range(count)]
    rows = draw(st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from([0.5, 1.0, 2.0]), st.booleans())))
    rule = ZoneRule(
        frozenset(draw(st.sets(st.integers(0, 2)))),
        price=draw(st.sampled_from([1.0, 10.0, math.inf])),
        zone=draw(st.sampled_from([0.0, 5.0])),
        whole_from=draw(st.sampled_from([{}, {1: 2}, {0: 1, 2: 3}])),
    )
    return Units(np.array(parent), np.array(level), np.array(people)), points(*rows), rule


def above(tree: Units, unit: int) -> list[int]:
    line = [unit]
    while tree.parent[line[-1]] >= 0:
        line.append(int(tree.parent[line[-1]]))
    return line


def burden(tree: Units, cover: Points, rule: ZoneRule, zones: tuple[int, ...]) -> float:
    """Of a set of zones, or infinite where one contains another or a unit that must be whole is taken in parts."""
    lines = [above(tree, unit) for unit in range(len(tree.parent))]
    if any(other in lines[zone] for zone, other in itertools.permutations(zones, 2)):
        return math.inf
    touched = {unit for point in cover.unit for unit in lines[point]}
    if not set(zones) <= touched:
        return math.inf
    for unit in touched - set(zones):
        limit = (
            rule.whole_from.get(int(tree.level[unit]), math.inf) if int(tree.level[unit]) in rule.levels else math.inf
        )
        hit = sum(int(tree.parent[part]) == unit for part in touched)
        if hit >= limit and any(unit in lines[zone] for zone in zones):
            return math.inf
    missed = sum(w for u, w in zip(cover.unit, cover.weight, strict=True) if not set(lines[u]) & set(zones))
    price = rule.price if math.isfinite(rule.price) else 1e6
    return sum(int(tree.people[zone]) + rule.zone for zone in zones) + price * missed


@given(trees())
def test_no_other_set_of_units_burdens_less(case: tuple[Units, Points, ZoneRule]) -> None:
    tree, cover, rule = case
    found = propose_zones(tree, cover, rule)
    zones = tuple(zone.unit for zone in found.zones)
    allowed = [unit for unit in range(len(tree.parent)) if int(tree.level[unit]) in rule.levels]
    every = itertools.chain.from_iterable(itertools.combinations(allowed, size) for size in range(len(allowed) + 1))
    assert burden(tree, cover, rule, zones) == min(burden(tree, cover, rule, one) for one in every)


@given(trees())
def test_every_point_lies_in_one_zone_or_is_named(case: tuple[Units, Points, ZoneRule]) -> None:
    tree, cover, rule = case
    found = propose_zones(tree, cover, rule)
    zones = {zone.unit for zone in found.zones}
    inside = [len(zones & set(above(tree, int(unit)))) for unit in cover.unit]
    assert {point for point, count in enumerate(inside) if count == 0} == set(found.uncovered)
    assert max(inside, default=0) <= 1
    assert sum(zone.cases + zone.visits for zone in found.zones) + len(found.uncovered) == len(inside)

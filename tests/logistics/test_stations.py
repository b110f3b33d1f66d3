"""A round serves everybody once within a walk, or says who is not served and what is missing."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangxian.science.logistics.errors import LogisticsError
from fangxian.science.logistics.geometry import metres, points
from fangxian.science.logistics.program import Effort
from fangxian.science.logistics.stations import (
    Laboratory,
    Role,
    RoundPlan,
    RoundRule,
    Slot,
    StationSite,
    TestUnit,
    plan_round,
)

SLOTS = [Slot(0, 2), Slot(2, 5)]
RULE = RoundRule(
    people_per_table_h=10,
    pool=10,
    walk_limit_m=1000,
    results_h=24,
    roles=(Role("sampler", 2, 0, 8), Role("runner", 0, 0.5, 1)),
    walk_detour=1.0,
)
EXACT = Effort(gap=0.0, seconds=30)
DEGREE = 1 / 111.32  # a kilometre north


def unit(name: str, people: int, north_km: float = 0.0, **more: Any) -> TestUnit:
    return TestUnit(**{"id": name, "people": people, "lon": 104.0, "lat": 30.6 + north_km * DEGREE} | more)


def site(name: str, tables: int, north_km: float = 0.0, **more: Any) -> StationSite:
    return StationSite(**{"id": name, "lon": 104.0, "lat": 30.6 + north_km * DEGREE, "tables": tables} | more)


def lab(name: str = "lab", tubes_per_h: float = 100.0, east: float = 0.0) -> Laboratory:
    return Laboratory(name, 104.0 + east, 30.6, tubes_per_h)


def broken(plan: RoundPlan, units: list, sites: list, slots: list, rule: RoundRule) -> list[str]:
    """Every promise the plan does not keep."""
    found = []
    at = {one.id: one for one in (*units, *sites)}
    asked = Counter[str]()
    come = Counter[tuple[str, int]]()
    for visit in plan.visits:
        asked[visit.unit] += visit.people
        come[visit.station, visit.slot] += visit.people
        way = metres(points([at[visit.unit]]), points([at[visit.station]]))[0, 0] * rule.walk_detour
        if way > rule.walk_limit_m + 1e-6 or visit.people <= 0:
            found.append(f"{visit.unit} walks too far")
    left = {one.id: one.people - one.done - plan.unserved.get(one.id, 0) for one in units}
    found += [f"{name}: somebody is lost" for name, number in left.items() if asked[name] != number]
    if set(plan.reasons) != set(plan.unserved):
        found.append("somebody has no reason")
    for station in plan.stations:
        if not at[station.site].running <= station.tables <= at[station.site].tables:
            found.append(f"{station.site} has no room for its tables")
        if tuple(come[station.site, slot] for slot in range(len(slots))) != station.people:
            found.append(f"{station.site}: visits and people differ")
        for slot, people in zip(slots, station.people, strict=True):
            if people > station.tables * rule.people_per_table_h * (slot.until_h - slot.from_h) + 1:
                found.append(f"{station.site} is overrun")
        if plan.labs and sum(station.laboratory.values()) != sum(station.tubes):
            found.append(f"{station.site}: tubes are lost")
    if sum(load.tubes for load in plan.labs.values()) != (
        sum(sum(one.tubes) for one in plan.stations) if plan.labs else 0
    ):
        found.append("tubes are lost on the way")
    return found


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list, list, list, RoundRule]:
    units = [
        unit(f"u{number}", draw(st.integers(0, 120)), draw(st.floats(0, 3)), done=0)
        for number in range(draw(st.integers(0, 5)))
    ]
    sites = []
    for number in range(draw(st.integers(0, 4))):
        tables = draw(st.integers(0, 4))
        sites.append(site(f"s{number}", tables, draw(st.floats(0, 3)), running=draw(st.integers(0, tables))))
    labs = [lab(f"l{number}", draw(st.sampled_from([0.5, 50.0]))) for number in range(draw(st.integers(0, 2)))]
    return units, sites, labs, replace(RULE, keep_to_staff=draw(st.booleans()))


@settings(max_examples=80)
@given(rounds())
def test_every_plan_keeps_its_promises(case: tuple[list, list, list, RoundRule]) -> None:
    units, sites, labs, rule = case
    assert broken(plan_round(units, sites, labs, SLOTS, rule), units, sites, SLOTS, rule) == []


def test_people_go_to_the_table_near_them_and_come_over_all_slots() -> None:
    plan = plan_round([unit("a", 50), unit("b", 50, 3)], [site("x", 2), site("y", 2, 3)], [lab()], SLOTS, RULE)
    assert [(one.site, one.tables, one.people, one.tubes) for one in plan.stations] == [
        ("x", 1, (20, 30), (2, 3)),
        ("y", 1, (20, 30), (2, 3)),
    ]
    assert plan.unserved == {}
    assert plan.staff["sampler"].needed == 4
    assert plan.staff["runner"].needed == 1
    assert plan.staff["sampler"].hours == 20
    assert plan.gap == pytest.approx(0, abs=1e-9)


def test_what_staff_are_missing_and_how_long_those_there_would_take_is_told() -> None:
    plan = plan_round([unit("a", 500)], [site("x", 20)], [lab()], SLOTS, RULE)
    assert plan.staff["sampler"].missing == 12
    assert plan.hours_with_staff == pytest.approx(12.5)
    kept = plan_round([unit("a", 500)], [site("x", 20)], [lab()], SLOTS, replace(RULE, keep_to_staff=True))
    assert kept.staff["sampler"].missing == 0
    assert kept.unserved == {"a": 300}
    assert kept.reasons["a"].text() == "Staff are short: all tables wanted need 20 of 'sampler' at once, 8 are there."


def test_people_out_of_reach_and_tables_too_few_are_told() -> None:
    plan = plan_round([unit("far", 10, 9), unit("near", 120)], [site("x", 2)], [lab()], SLOTS, RULE)
    assert plan.unserved == {"far": 10, "near": 20}
    assert plan.reasons["far"].text() == "No site lies within 1000 m on foot; the nearest is 9000 m away."
    assert "tables for 100 people in the time left; 120 live near them. More tables, or 1.0 h more" in (
        plan.reasons["near"].text()
    )


def test_planned_again_while_it_runs_those_done_stay_at_home_and_stations_stay_open() -> None:
    units, sites = [unit("a", 100, done=80), unit("b", 40, 0.5)], [site("x", 3, running=2), site("y", 3, 0.5)]
    plan = plan_round(units, sites, [lab()], SLOTS[1:], RULE)
    assert broken(plan, units, sites, SLOTS[1:], RULE) == []
    assert [(one.site, one.tables) for one in plan.stations] == [("x", 2)]
    assert sum(visit.people for visit in plan.visits) == 60


def test_tubes_go_to_the_near_laboratory_until_it_has_no_time_left() -> None:
    people = [unit("a", 400)]
    near, far = lab("near", 1.0), lab("far", 10.0, 0.2)
    plan = plan_round(people, [site("x", 8)], [near, far], SLOTS, RULE)
    assert plan.labs["near"].tubes == 22  # the first come after two hours, and 22 are left
    assert plan.labs["far"].tubes == 18
    assert plan.labs["near"].late_h == 0
    assert plan.tubes_without_lab == 0
    short = plan_round(people, [site("x", 8)], [near], SLOTS, RULE)
    assert short.tubes_without_lab == 18
    assert short.labs["near"].late_h > 0


def test_rows_that_break_a_rule_are_refused() -> None:
    with pytest.raises(LogisticsError, match="units, row a, done: is no less than the sum"):
        plan_round([unit("a", 5, done=6)], [], [], SLOTS, RULE)
    with pytest.raises(LogisticsError, match="slots, row 2, until_h: ends after it begins"):
        plan_round([], [], [], [Slot(0, 2), Slot(1, 3)], RULE)
    with pytest.raises(LogisticsError, match="sites, row x, running: is no more than"):
        plan_round([], [site("x", 1, running=2)], [], SLOTS, RULE)


def cost(units: list, sites: list, tables: tuple[int, ...], rule: RoundRule) -> float:
    """The least a choice of tables can cost: one unit's people are spread in every way over one or two sites."""
    each = 50
    way = metres(points(units), points(sites)) / 1000
    room = [number * each for number in tables]
    best = math.inf
    for split in itertools.product(*(range(one.people // 10 + 1) for one in units)):
        first = [number * 10 for number in split]
        second = [one.people - number for one, number in zip(units, first, strict=True)]
        if sum(first) <= room[0] and sum(second) <= room[1]:
            walked = sum(number * way[row, 0] for row, number in enumerate(first))
            best = min(best, walked + sum(number * way[row, 1] for row, number in enumerate(second)))
    return best + sum(number * rule.table_km + (number > 0) * rule.station_km for number in tables)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(1, 6), st.floats(0, 0.9)), min_size=1, max_size=2), st.floats(0, 0.9))
def test_no_other_tables_cost_less(rows: list[tuple[int, float]], second: float) -> None:
    units = [unit(f"u{number}", 10 * people, north) for number, (people, north) in enumerate(rows)]
    sites = [site("x", 2), site("y", 2, second)]
    rule = replace(RULE, table_km=3.0, station_km=5.0)
    plan = plan_round(units, sites, [lab()], SLOTS, rule, effort=EXACT)
    every = (cost(units, sites, tables, rule) for tables in itertools.product(range(3), repeat=2))
    assert plan.objective == pytest.approx(min(every))


def test_the_same_round_is_planned_the_same() -> None:
    chance = np.random.default_rng(5)
    units = [unit(f"u{number}", int(chance.integers(50, 300)), chance.uniform(0, 6)) for number in range(30)]
    sites = [site(f"s{number}", int(chance.integers(1, 9)), chance.uniform(0, 6)) for number in range(25)]
    first, again = (plan_round(units, sites, [lab()], SLOTS, RULE) for _ in range(2))
    assert first == again
    assert broken(first, units, sites, SLOTS, RULE) == []
    assert first.gap <= 0.01

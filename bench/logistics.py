"""Rooms, vehicles, stations, zones and stock at the size of a large district; made-up people, drawn from a seed.

Times are CPU seconds of the process and, beside them, seconds of the wall. Compiling is left out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bench.machine import describe
from fangxian.science.logistics.program import Effort
from fangxian.science.logistics.sites import Group, Site, allocate
from fangxian.science.logistics.stations import Laboratory, Role, RoundRule, Slot, StationSite, TestUnit, plan_round
from fangxian.science.logistics.stock import Request, allot
from fangxian.science.logistics.vehicles import Ride, RideRule, Vehicle, route
from fangxian.science.logistics.zones import Points, Units, ZoneRule, propose_zones, surroundings

TIERS = ("close", "secondary", "general")
LON, LAT = 104.0, 30.6
SEEDS = range(1, 9)
"""Crowds of which each allocation is measured."""


def main() -> None:
    """Measure every kernel once."""
    table = Table("what", "CPU s", "wall s", "result", title=describe())
    for origins in (None, 150):
        _sites(table, origins)
    for steps in (0, 1000):
        _vehicles(table, steps)
    _stations(table)
    _zones(table)
    requests = [Request(f"{number:05d}", number % 97, number % 3) for number in range(10_000)]
    shared, *spent = _time(lambda: allot(200_000, requests))
    table.add_row("share out 200,000 pieces to 10,000 requests", *_row(spent), f"{sum(shared.short.values()):,} short")
    Console(width=150).print(table)


def crowd(people: int, sites: int, origins: int | None, seed: int = 1) -> tuple[list[Group], list[Site]]:
    """People in families, at addresses of their own or in so many compounds, and sites with room for more."""
    chance = np.random.default_rng(seed)
    spots = chance.normal(0, 0.08, (origins or people, 2))
    groups: list[Group] = []
    left = people
    while left:
        size = min(left, int(chance.choice([1, 1, 1, 2, 3, 4])))
        tier = TIERS[chance.choice(3, p=[0.45, 0.45, 0.1])]
        east, north = spots[chance.integers(len(spots))]
        rooms = {"family": 1} if size > 1 and chance.random() < 0.5 else {"single": size}
        needs = frozenset({"dialysis"}) if chance.random() < 0.05 else frozenset[str]()
        members = tuple(f"p{left - number}" for number in range(size))
        groups.append(Group(f"g{len(groups)}", members, tier, LON + east, LAT + north, rooms, needs))
        left -= size
    made = []
    for number in range(sites):
        east, north = chance.uniform(-0.2, 0.2, 2)
        rooms = {"single": int(chance.integers(20, 60)), "family": int(chance.integers(5, 15))}
        tiers = frozenset(tier for tier in TIERS if chance.random() < 0.7) or frozenset({"close"})
        offers = frozenset({"dialysis"}) if chance.random() < 0.3 else frozenset[str]()
        site = Site(f"s{number}", LON + east, LAT + north, rooms, tiers, offers, shared=chance.random() < 0.1)
        made.append(site)
    return groups, made


def _sites(table: Table, origins: int | None) -> None:
    """Several crowds: the longest time of each clock, and the largest gap."""
    plans, times = [], []
    for seed in SEEDS:
        groups, sites = crowd(2000, 60, origins, seed)
        plan, *spent = _time(lambda: allocate(groups, sites, effort=Effort(gap=0.009, seconds=60)))  # noqa: B023
        plans.append(plan)
        times.append(spent)
    most = [max(column) for column in zip(*times, strict=True)]
    unplaced = sum(len(plan.unplaced) for plan in plans)
    result = f"gap {min(plan.gap for plan in plans):.2%} to {max(plan.gap for plan in plans):.2%}, {unplaced} unplaced"
    where = f"{origins} compounds" if origins else "each at an address"
    table.add_row(f"2,000 people to 60 sites, {where}; longest of {len(SEEDS)}", *_row(most), result)


def _vehicles(table: Table, steps: int) -> None:
    groups, sites = crowd(700, 20, 120)
    plan = allocate(groups, sites, effort=Effort(gap=0.02, seconds=60))
    at = {site.id: site for site in sites}
    rides = [
        Ride(one.id, len(one.people), one.tier, one.lon, one.lat, at[to].lon, at[to].lat, due_min=480)
        for one in groups
        if (to := plan.site.get(one.id))
    ]
    chance = np.random.default_rng(1)
    fleet = [Vehicle(f"v{number}", int(chance.choice([7, 15, 30])), LON, LAT, until_min=600) for number in range(40)]
    rule = RideRule(ride_limit_min=120, disinfect_min=30, disinfect_each_trip=True, stop_min=3)
    route(rides[:5], fleet[:2], rule, steps=2)
    done, *spent = _time(lambda: route(rides, fleet, rule, steps=steps))
    people = sum(ride.people for ride in rides)
    result = (
        f"{done.drive_min / 60:,.0f} h driven, {done.wait_min / people:.0f} min mean wait, {len(done.uncarried)} left"
    )
    table.add_row(f"{people} people in {len(rides)} rides, 40 vehicles, {steps:,} steps", *_row(spent), result)


def _stations(table: Table) -> None:
    chance = np.random.default_rng(1)
    people = np.floor(chance.dirichlet(np.full(300, 4.0)) * 1_700_000).astype(int)
    spots = chance.uniform(-0.08, 0.08, (300, 2))
    units = [TestUnit(f"u{at}", int(people[at]), LON + spots[at, 0], LAT + spots[at, 1]) for at in range(300)]
    places = spots[chance.integers(0, 300, 1200)] + chance.normal(0, 0.004, (1200, 2))
    sites = [
        StationSite(f"s{at}", LON + east, LAT + north, int(chance.integers(2, 12)))
        for at, (east, north) in enumerate(places)
    ]
    labs = [
        Laboratory(f"l{at}", LON + chance.uniform(-0.1, 0.1), LAT + chance.uniform(-0.1, 0.1), 3000) for at in range(8)
    ]
    roles = (Role("sampler", 2, 0, 3000), Role("runner", 0, 0.5, 300))
    rule = RoundRule(people_per_table_h=80, pool=10, walk_limit_m=1500, results_h=24, roles=roles)
    slots = [Slot(2 * at, 2 * at + 2) for at in range(6)]
    plan, *spent = _time(lambda: plan_round(units, sites, labs, slots, rule, effort=Effort(gap=0.01, seconds=60)))
    tables = sum(station.tables for station in plan.stations)
    result = f"gap {plan.gap:.2%}, {len(plan.stations)} stations, {tables:,} tables, {len(plan.unserved)} units short"
    table.add_row(f"{people.sum():,} people, 300 communities, 1,200 places", *_row(spent), result)


def _zones(table: Table) -> None:
    chance = np.random.default_rng(1)
    sizes = (20, 300, 5_000, 100_000, 300_000)  # streets, communities, compounds, buildings, stairwells
    starts = np.cumsum((0, *sizes))
    parent = [np.full(sizes[0], -1)]
    parent += [np.sort(chance.integers(starts[at - 1], starts[at], sizes[at])) for at in range(1, 5)]
    level = np.repeat([4, 3, 2, 1, 0], sizes)
    above, people = np.concatenate(parent), np.zeros(starts[-1], np.int64)
    people[level == 0] = chance.integers(5, 60, sizes[-1])
    for one in range(4):
        np.add.at(people, above[level == one], people[level == one])
    place = np.full((len(people), 2), np.nan)
    place[level == 1] = np.c_[chance.uniform(104, 104.3, sizes[3]), chance.uniform(30.5, 30.8, sizes[3])]
    units = Units(above, level, people, place)
    hit = chance.choice(np.flatnonzero(level <= 2), 300)
    case = chance.random(300) < 0.5
    points = Points(hit, np.where(case, 1.0, 0.3), case)
    rule = ZoneRule(frozenset({0, 1, 2, 3}), price=3000, zone=200, whole_from={1: 2, 2: 3})
    found, *spent = _time(lambda: propose_zones(units, points, rule))
    result = f"{len(found.zones)} zones, {found.people_per_case:,.0f} people confined a case"
    table.add_row("zones over 100,000 buildings, 300,000 stairwells", *_row(spent), result)
    ring, *spent = _time(lambda: surroundings(units, [zone.unit for zone in found.zones], 1, 200.0))
    table.add_row("the ring of 200 m around them", *_row(spent), f"{len(ring):,} buildings")


def _time(work: Callable[[], Any]) -> tuple[Any, float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    found = work()
    return found, time.process_time() - cpu, time.perf_counter() - wall


def _row(spent: list[float]) -> tuple[str, str]:
    return f"{spent[0]:.3f}", f"{spent[1]:.3f}"


if __name__ == "__main__":
    main()

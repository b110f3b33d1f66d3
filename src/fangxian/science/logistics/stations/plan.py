"""The plan of a testing round: stations, then people, slots, tubes and staff.

:mod:`~fangxian.science.logistics.stations.programme` chooses the tables. People are sent to them in whole numbers by
the shortest ways, spread over the slots as the slots are long, and the tubes go to laboratories likewise.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fangxian.science.city.arrays import F64, I64
from fangxian.science.logistics.errors import Reason
from fangxian.science.logistics.geometry import DETOUR, metres, points
from fangxian.science.logistics.program import Effort
from fangxian.science.logistics.stations.labs import lab_load, lab_room, transport
from fangxian.science.logistics.stations.programme import Reach, nowhere, open_stations, reach_of
from fangxian.science.logistics.stations.rows import (
    LabLoad,
    Laboratory,
    Role,
    RoundPlan,
    RoundRule,
    Slot,
    StaffNeed,
    Station,
    StationSite,
    TestUnit,
    Visit,
    check,
)
from fangxian.science.shares import largest_remainder


def plan_round(
    units: Sequence[TestUnit],
    sites: Sequence[StationSite],
    labs: Sequence[Laboratory],
    slots: Sequence[Slot],
    rule: RoundRule,
    *,
    effort: Effort | None = None,
) -> RoundPlan:
    """Plan stations, tables, staff, slots and laboratories; or plan again while the round runs.

    Parameters
    ----------
    units : sequence of TestUnit
        Who is to be tested. While the round runs: with those done.
    sites : sequence of StationSite
        Where stations can stand. While the round runs: with the tables that work, which stay.
    labs : sequence of Laboratory
        Where tubes can go.
    slots : sequence of Slot
        When stations work, in order. While the round runs: what is left of the time.
    rule : RoundRule
        Norms.
    effort : Effort, optional
        When to stop.

    Raises
    ------
    LogisticsError
        ``input.row`` for a row that breaks a rule. What cannot be done is no error: it is told as gaps.
    """
    check(units, sites, labs, slots, rule)
    length = np.array([slot.until_h - slot.from_h for slot in slots])
    each = int(rule.people_per_table_h * length.sum() + 1e-9)
    wanted = np.array([unit.people - unit.done for unit in units], np.int64)
    reach = reach_of(units, sites, rule)
    tables, solved = open_stations(wanted, sites, reach, each, rule, effort or Effort(gap=0.01, seconds=30))
    sent, left = transport(wanted, each * tables.astype(np.float64), reach.unit, reach.site, reach.km, nowhere(rule))
    people, visits = _slots(units, sites, length, reach, sent)
    tubes = -(-people // rule.pool)
    to_lab, loads, without = _tubes(tubes, sites, labs, slots, rule)
    stations = tuple(
        Station(
            site=sites[row].id,
            tables=int(tables[row]),
            people=tuple(people[row].tolist()),
            tubes=tuple(tubes[row].tolist()),
            laboratory={labs[at].id: int(to_lab[row, at]) for at in np.flatnonzero(to_lab[row]).tolist()},
            staff={role.id: role.per_table * int(tables[row]) + role.per_station for role in rule.roles},
        )
        for row in np.flatnonzero(tables).tolist()
    )
    staff = {role.id: _need(role, stations, float(length.sum())) for role in rule.roles}
    why = _Shortage(wanted, sites, reach, each, float(length.sum()), rule)
    short = np.flatnonzero(left).tolist()
    return RoundPlan(
        stations=stations,
        visits=visits,
        unserved={units[row].id: int(left[row]) for row in short},
        reasons={units[row].id: why.of(row) for row in short},
        staff=staff,
        hours_with_staff=_hours_with_staff(staff, float(length.sum())),
        labs=loads,
        tubes_without_lab=without,
        person_km=float(sent @ reach.km),
        objective=solved.objective,
        bound=solved.bound,
        gap=(solved.objective - solved.bound) / max(abs(solved.objective), 1e-9),
        timed_out=solved.timed_out,
    )


def _slots(
    units: Sequence[TestUnit], sites: Sequence[StationSite], length: F64, reach: Reach, sent: I64
) -> tuple[I64, tuple[Visit, ...]]:
    """Spread each station's people over the slots as these are long, unit after unit."""
    people = np.zeros((len(sites), len(length)), np.int64)
    visits: list[Visit] = []
    for site in np.unique(reach.site[sent > 0]).tolist():
        pairs = np.flatnonzero((reach.site == site) & (sent > 0))
        people[site] = largest_remainder(int(sent[pairs].sum()), length)
        ends, slot, last = np.cumsum(people[site]), 0, 0
        for pair in pairs.tolist():
            first, last = last, last + int(sent[pair])
            while first < last:
                while ends[slot] <= first:
                    slot += 1
                some = min(last, int(ends[slot])) - first
                visits.append(Visit(units[reach.unit[pair]].id, sites[site].id, slot, some))
                first += some
    return people, tuple(visits)


def _tubes(
    tubes: I64, sites: Sequence[StationSite], labs: Sequence[Laboratory], slots: Sequence[Slot], rule: RoundRule
) -> tuple[I64, dict[str, LabLoad], int]:
    """Tubes of each station to each laboratory, what that makes for them, and how many have none in time."""
    supply = tubes.sum(axis=1)
    used = np.flatnonzero(supply).tolist()
    to_lab = np.zeros((len(sites), len(labs)), np.int64)
    if not used or not labs:
        return to_lab, {lab.id: LabLoad(0, 0, 0.0, 0.0) for lab in labs}, int(supply.sum())
    km = metres(points([sites[row] for row in used]), points(labs)) * DETOUR / 1000
    delay = km.mean(axis=0) / rule.courier_km_per_h
    room = np.array([lab_room(lab, slots, rule, float(delay[at])) for at, lab in enumerate(labs)])
    row, column = (axis.ravel() for axis in np.indices(km.shape))
    far = 1000.0 + float(km.max())
    sent, left = transport(supply[used], room, row, column, km.ravel(), far)
    to_lab[used] = sent.reshape(km.shape)
    if without := int(left.sum()):  # late is better than never: shared out by speed, and told
        speed = np.array([lab.tubes_per_h for lab in labs])
        for at, some in zip(used, left.tolist(), strict=True):
            to_lab[at] += largest_remainder(some, speed)
    share = np.array([slot.until_h - slot.from_h for slot in slots])
    loads = {
        lab.id: lab_load(lab, largest_remainder(int(to_lab[:, at].sum()), share), slots, rule, float(delay[at]))
        for at, lab in enumerate(labs)
    }
    return to_lab, loads, without


def _need(role: Role, stations: Sequence[Station], hours: float) -> StaffNeed:
    at_once = math.ceil(sum(station.staff[role.id] for station in stations) - 1e-9)
    return StaffNeed(at_once, role.available, at_once * hours)


def _hours_with_staff(staff: dict[str, StaffNeed], hours: float) -> float:
    """Hours in which the staff there are do what all needed do in the time planned; they cannot be spread thinner."""
    ratios = (need.needed / need.available if need.available else math.inf for need in staff.values() if need.needed)
    return hours * max(1.0, *ratios, 1.0)


@dataclass(frozen=True, slots=True)
class _Shortage:
    """Tells why people of a unit have no table."""

    wanted: I64
    sites: Sequence[StationSite]
    reach: Reach
    each: int
    hours: float
    rule: RoundRule

    def of(self, row: int) -> Reason:
        """Name the first limit that stands in the way."""
        own = self.reach.site[self.reach.unit == row]
        if not len(own):
            return Reason("stations.walk", {"limit": self.rule.walk_limit_m, "nearest": self.reach.nearest_m[row]})
        tables = sum(self.sites[at].tables for at in own)
        near = np.unique(self.reach.unit[np.isin(self.reach.site, own)])
        wanted = int(self.wanted[near].sum())
        if tables * self.each < wanted:
            hours = wanted / (tables * self.rule.people_per_table_h) - self.hours
            return Reason("stations.tables", {"capacity": tables * self.each, "wanted": wanted, "hours": hours})
        return self._staff() or Reason("stations.shared")

    def _staff(self) -> Reason | None:
        """The role most short of what all tables wanted would need."""
        tables = math.ceil(int(self.wanted.sum()) / max(self.each, 1))
        short = [
            (math.ceil(role.per_table * tables + role.per_station), role)
            for role in self.rule.roles
            if self.rule.keep_to_staff
        ]
        needed, role = max(short, key=lambda one: one[0] - one[1].available, default=(0, None))
        if role is None or needed <= role.available:
            return None
        return Reason("stations.staff", {"role": role.id, "needed": needed, "available": role.available})

"""Routes for vehicles that pick people up and hand them over."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fangxian.science.city.arrays import F64, I64
from fangxian.science.logistics.errors import LogisticsError, Reason
from fangxian.science.logistics.geometry import metres, points
from fangxian.science.logistics.vehicles.kernel import Routes, Task, desk, drive, no_routes, search
from fangxian.science.logistics.vehicles.rows import Ride, RidePlan, RideRule, Stop, Vehicle, check

_ALIKE = 30
"""Rides that may be taken out together with one."""


def route(
    rides: Sequence[Ride],
    vehicles: Sequence[Vehicle],
    rule: RideRule,
    *,
    minutes: F64 | None = None,
    steps: int = 1000,
    seed: int = 1,
) -> RidePlan:
    """Plan who rides in which vehicle, and when.

    Parameters
    ----------
    rides : sequence of Ride
        Who is to be carried.
    vehicles : sequence of Vehicle
        By what.
    rule : RideRule
        The rules of transfer.
    minutes : float64[2 rides + vehicles, 2 rides + vehicles], optional
        Driving times between the places of pick-up, those of hand-over and those of the vehicles, in this order; else
        straight lines times the detour at the speed of the rule.
    steps : int
        How often routes are partly undone and mended; more take longer and cost less. The clock plays no part.
    seed : int
        Of the search: the same input, steps and seed give the same plan.

    Returns
    -------
    RidePlan
        A plan that keeps every rule, not proven to be the best.

    Raises
    ------
    LogisticsError
        ``input.row`` for a ride, vehicle or rule that cannot be. That somebody cannot be carried is no error.
    """
    check(rides, vehicles, rule)
    task = _task(rides, vehicles, rule, minutes)
    tried, kept, best = (no_routes(len(rides), len(vehicles)) for _ in range(3))
    if rides and vehicles:
        search(task, tried, kept, best, desk(len(rides)), steps, seed)
    return _result(rides, vehicles, task, best)


def _task(rides: Sequence[Ride], vehicles: Sequence[Vehicle], rule: RideRule, minutes: F64 | None) -> Task:
    travel = _travel(rides, vehicles, rule, minutes)
    count = len(rides)
    tiers = sorted({ride.tier for ride in rides})
    tier = np.array([tiers.index(ride.tier) for ride in rides], np.int64)
    people = np.array([ride.people for ride in rides], np.int64)
    weight = people * np.array([ride.priority for ride in rides], np.int64)
    takes = [[vehicle.tiers is None or name in vehicle.tiers for name in tiers] for vehicle in vehicles]
    longest = float(travel.max(initial=0)) + rule.ride_limit_min
    due = np.array([ride.due_min for ride in rides], np.float64)
    # Figures are given as floats and tables in one piece: for any other kind the search would be compiled anew.
    return Task(
        travel=travel,
        people=people,
        tier=tier,
        weight=weight,
        ready=np.array([ride.ready_min for ride in rides], np.float64),
        due=due,
        near=_near(travel[:count, :count], travel[count : 2 * count, count : 2 * count], tier),
        urgent=np.argsort(due, kind="stable"),
        seats=np.array([vehicle.seats for vehicle in vehicles], np.int64),
        start=np.array([vehicle.from_min for vehicle in vehicles], np.float64),
        until=np.array([vehicle.until_min for vehicle in vehicles], np.float64),
        takes=np.array(takes, bool).reshape(len(vehicles), len(tiers)),
        limit=float(rule.ride_limit_min),
        disinfect=float(rule.disinfect_min),
        service=float(rule.stop_min),
        waiting=float(rule.waiting),
        penalty=100 * (longest if np.isfinite(longest) else float(travel.max(initial=0)) + 1440),
        each=bool(rule.disinfect_each_trip),
    )


def _travel(rides: Sequence[Ride], vehicles: Sequence[Vehicle], rule: RideRule, minutes: F64 | None) -> F64:
    side = 2 * len(rides) + len(vehicles)
    if minutes is not None:
        if minutes.shape != (side, side):
            raise LogisticsError("input.shape", field="minutes", found=minutes.shape, wanted=(side, side))
        return np.ascontiguousarray(minutes, np.float64)
    to = np.array([(ride.to_lon, ride.to_lat) for ride in rides], np.float64).reshape(-1, 2)
    every = np.concatenate([points(rides), to, points(vehicles)])
    return metres(every, every) * (rule.detour * 60 / 1000 / rule.km_per_h)


def _near(doors: F64, sites: F64, tier: I64) -> I64:
    """The rides most like each: from nearby, to nearby, of its tier."""
    other = float(max(doors.max(initial=0), sites.max(initial=0)))
    unlike = doors + sites + other * (tier[:, None] != tier[None])
    np.fill_diagonal(unlike, np.inf)
    return np.ascontiguousarray(np.argsort(unlike, axis=1, kind="stable")[:, : max(1, min(_ALIKE, len(tier) - 1))])


def _result(rides: Sequence[Ride], vehicles: Sequence[Vehicle], task: Task, routes: Routes) -> RidePlan:
    stops: dict[str, tuple[Stop, ...]] = {}
    driven = waited = 0.0
    work = desk(len(rides))
    for number, vehicle in enumerate(vehicles):
        own = routes.stops[number, : routes.counts[number]]
        _, drove, waits = drive(task, number, own, len(own), work)
        driven, waited = driven + drove, waited + waits
        sign = np.where(own < len(rides), 1, -1)
        who = own % max(len(rides), 1)
        aboard = np.cumsum(sign * task.people[who])
        stops[vehicle.id] = tuple(
            Stop(
                vehicle=vehicle.id,
                ride=rides[who[at]].id,
                act="pick_up" if sign[at] > 0 else "hand_over",
                arrive_min=float(work.arrive[at]),
                leave_min=float(work.leave[at]),
                aboard=int(aboard[at]),
                disinfected=bool(work.clean[at]),
            )
            for at in range(len(own))
        )
    left = np.flatnonzero(routes.holder < 0).tolist()
    people = int(task.people[left].sum())
    reasons = {rides[row].id: _why_not(row, rides[row], vehicles, task, people) for row in left}
    return RidePlan(stops, reasons, driven, waited, driven + task.waiting * waited)


def _why_not(row: int, ride: Ride, vehicles: Sequence[Vehicle], task: Task, people: int) -> Reason:
    """The first rule that keeps a ride from being carried, even had it the whole fleet to itself."""
    count = len(task.people)
    able = np.flatnonzero(task.takes[:, task.tier[row]]) if len(vehicles) else np.empty(0, np.int64)
    if not len(able):
        return Reason("vehicles.tier", {"tier": ride.tier})
    if task.seats[able].max() < ride.people:
        most = int(task.seats[able].max())
        return Reason("vehicles.seats", {"people": ride.people, "tier": ride.tier, "most": most})
    able = able[task.seats[able] >= ride.people]
    direct = float(task.travel[row, count + row]) + task.service
    if direct > task.limit:
        return Reason("vehicles.ride", {"minutes": direct, "limit": task.limit})
    begin = np.maximum(task.start[able] + task.travel[2 * count + able, row], ride.ready_min)
    late = float(begin.min()) + direct - ride.due_min
    if late > 0:
        return Reason("vehicles.window", {"late": late})
    back = begin + direct + task.service + task.travel[count + row, 2 * count + able]
    if np.all((short := back - task.until[able]) > 0):
        return Reason("vehicles.shift", {"short": float(short.min())})
    return Reason("vehicles.fleet", {"seats": people, "people": people})

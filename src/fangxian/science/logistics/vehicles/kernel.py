"""The search over routes, compiled: cheapest insertion, then ruin and recreate.

A route is a list of stops: ``r`` picks ride ``r`` up, ``n + r`` hands it over. A vehicle carries one tier at a time; it
takes another on only when empty and disinfected. Rides are put in where they cost least. Then, a given number of times,
a few rides near to each other are taken out and put back in another order (ruin and recreate: Schrimpf et al., J. Comp.
Phys. 159:139, 2000; related removal: Shaw, CP 1998; blinks: Christiaens & Vanden Berghe, Transportation Science 54:417,
2020), and worse answers are taken at times, ever more rarely (simulated annealing). The number of steps and the seed
decide the answer, not the clock.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable

from fangxian.science.compiling import inner, kept

_FILES = (Path(__file__),)
_MOST = 12
"""Rides taken out in a step at most, and about as many of those left over tried again."""
_BLINK = 0.01
"""Chance that a place in a route is overlooked, as in Christiaens & Vanden Berghe."""
_WARMTH = 0.2
"""Of the beginning: a step may be so much of a ride's mean cost worse and still be taken with a chance of 1/e."""


def _kept(function: Any) -> Any:
    return kept(function, _FILES)


class Task(NamedTuple):
    """What is to be carried, by whom, by what rule.

    Attributes
    ----------
    travel : float64[2 n + v, 2 n + v]
        Minutes between the places of pick-up, of hand-over, and of the vehicles.
    people, tier, weight : int64[n]
        Of the rides; weight is people times priority.
    ready, due : float64[n]
        Minutes.
    near : int64[n, m]
        The rides most like each.
    urgent : int64[n]
        The rides, the most urgent first.
    seats : int64[v]
        Of the vehicles.
    start, until : float64[v]
        Minutes.
    takes : bool[v, tiers]
        Tiers a vehicle takes.
    limit, disinfect, service, waiting, penalty : float64
        Ride limit, disinfection, time at a stop, weight of waiting, cost of a person not carried.
    each : bool
        Disinfect whenever empty.
    """

    travel: Any
    people: Any
    tier: Any
    weight: Any
    ready: Any
    due: Any
    near: Any
    urgent: Any
    seats: Any
    start: Any
    until: Any
    takes: Any
    limit: Any
    disinfect: Any
    service: Any
    waiting: Any
    penalty: Any
    each: Any


class Desk(NamedTuple):
    """Room to work in: what a drive leaves behind, and a route being tried.

    Attributes
    ----------
    arrive, leave : float64[stops]
        Minutes, by place in the route.
    clean : bool[stops]
        Disinfected before this stop.
    boarded : float64[n]
        Minute at which each ride boarded.
    trial : int64[stops]
        A route.
    """

    arrive: Any
    leave: Any
    clean: Any
    boarded: Any
    trial: Any


class Routes(NamedTuple):
    """An answer: stops of each vehicle, how many they are, what each costs, and the vehicle of each ride or -1."""

    stops: Any
    counts: Any
    costs: Any
    holder: Any


def desk(rides: int) -> Desk:
    """Room for any route over so many rides."""
    most = 2 * rides + 2
    return Desk(np.zeros(most), np.zeros(most), np.zeros(most, bool), np.zeros(rides), np.zeros(most, np.int64))


def no_routes(rides: int, vehicles: int) -> Routes:
    """Idle vehicles."""
    stops, counts = np.zeros((vehicles, 2 * rides + 2), np.int64), np.zeros(vehicles, np.int64)
    return Routes(stops, counts, np.zeros(vehicles), np.full(rides, -1, np.int64))


@_kept
def drive(task: Any, vehicle: Any, stops: Any, count: Any, desk: Any) -> Any:
    """Drive a route as early as can be; fill the desk; return cost, minutes driven and minutes waited by people.

    The cost is infinite where a rule is broken.
    """
    rides = task.people.size
    depot = 2 * rides + vehicle
    now, driven, waited, load, last, at = task.start[vehicle], 0.0, 0.0, 0, -1, depot
    for place in range(count):
        stop = stops[place]
        picks = stop < rides
        ride = stop if picks else stop - rides
        desk.clean[place] = False
        if picks:
            if load > 0 and task.tier[ride] != last:
                return np.inf, driven, waited
            if load == 0 and last >= 0 and (task.each or task.tier[ride] != last):
                now += task.disinfect
                desk.clean[place] = True
            load += task.people[ride]
            last = task.tier[ride]
            if load > task.seats[vehicle]:
                return np.inf, driven, waited
        way = task.travel[at, stop]
        driven += way
        now += way
        desk.arrive[place] = now
        if picks:
            now = max(now, task.ready[ride])
            desk.boarded[ride] = now
        else:
            if now > task.due[ride] or now - desk.boarded[ride] > task.limit:
                return np.inf, driven, waited
            load -= task.people[ride]
            waited += task.people[ride] * (now - task.ready[ride])
        now += task.service
        desk.leave[place] = now
        at = stop
    way = task.travel[at, depot] if count else 0.0
    driven += way
    if now + way > task.until[vehicle]:
        return np.inf, driven, waited
    return driven + task.waiting * waited, driven, waited


@inner
def _put(stops: Any, count: Any, ride: Any, rides: Any, first: Any, second: Any, into: Any) -> None:
    """Copy a route with a ride put in: picked up before old stop `first`, handed over before old stop `second`."""
    place = 0
    for old in range(count + 1):
        if old == first:
            into[place] = ride
            place += 1
        if old == second:
            into[place] = rides + ride
            place += 1
        if old < count:
            into[place] = stops[old]
            place += 1


@inner
def _best_in(task: Any, routes: Any, vehicle: Any, ride: Any, best: Any, blink: Any, desk: Any) -> Any:
    """Where a ride costs least in a route: the extra cost and the two places; ``best`` and -1 where nowhere less."""
    rides, depot = task.people.size, 2 * task.people.size + vehicle
    stops, count, cost = routes.stops[vehicle], routes.counts[vehicle], routes.costs[vehicle]
    load, aboard, found = 0, -1, (-1, -1)
    for first in range(count + 1):
        free = load == 0 or (aboard == task.tier[ride] and load + task.people[ride] <= task.seats[vehicle])
        if free and not (blink > 0 and np.random.random() < blink):
            held = load + task.people[ride]
            for second in range(first, count + 1):
                if second > first:
                    held, mixes = _pass(task, stops[second - 1], held, task.tier[ride])
                    if mixes or held > task.seats[vehicle]:
                        break
                if _extra(task, stops, count, ride, depot, first, second) < best:
                    _put(stops, count, ride, rides, first, second, desk.trial)
                    extra = drive(task, vehicle, desk.trial, count + 2, desk)[0] - cost
                    if extra < best:
                        best, found = extra, (first, second)
        if first < count:
            load, _ = _pass(task, stops[first], load, 0)
            if stops[first] < rides:
                aboard = task.tier[stops[first]]
    return best, found[0], found[1]


@inner
def _pass(task: Any, stop: Any, load: Any, tier: Any) -> Any:
    """People aboard after a stop, and whether people of another tier board there."""
    rides = task.people.size
    if stop < rides:
        return load + task.people[stop], task.tier[stop] != tier
    return load - task.people[stop - rides], False


@inner
def _extra(task: Any, stops: Any, count: Any, ride: Any, depot: Any, first: Any, second: Any) -> Any:
    """Minutes driven more with a ride put in: no more than what it costs."""
    drop = task.people.size + ride
    before = stops[first - 1] if first > 0 else depot
    after = stops[first] if first < count else depot
    saved = task.travel[before, after] if count else 0.0
    if second == first:
        return task.travel[before, ride] + task.travel[ride, drop] + task.travel[drop, after] - saved
    left = stops[second - 1]
    right = stops[second] if second < count else depot
    late = task.travel[left, drop] + task.travel[drop, right] - task.travel[left, right]
    return task.travel[before, ride] + task.travel[ride, after] - saved + late


@inner
def _insert(task: Any, routes: Any, ride: Any, blink: Any, desk: Any) -> None:
    """Put a ride in where it costs least, if it fits anywhere."""
    best, where, first, second = np.inf, -1, -1, -1
    for vehicle in range(task.seats.size):
        if task.takes[vehicle, task.tier[ride]] and task.people[ride] <= task.seats[vehicle]:
            extra, one, two = _best_in(task, routes, vehicle, ride, best, blink, desk)
            if one >= 0:
                best, where, first, second = extra, vehicle, one, two
    if where >= 0:
        count = routes.counts[where]
        _put(routes.stops[where], count, ride, task.people.size, first, second, desk.trial)
        for place in range(count + 2):
            routes.stops[where, place] = desk.trial[place]
        routes.counts[where] = count + 2
        routes.costs[where] += best
        routes.holder[ride] = where


@inner
def _take_out(task: Any, routes: Any, ride: Any, desk: Any) -> None:
    """Take a ride out of its route; a route that can no longer be driven without it is emptied."""
    rides, vehicle = task.people.size, routes.holder[ride]
    stops, place = routes.stops[vehicle], 0
    for old in range(routes.counts[vehicle]):
        stop = stops[old]
        if stop not in (ride, rides + ride):
            stops[place] = stop
            place += 1
    routes.holder[ride] = -1
    cost = drive(task, vehicle, stops, place, desk)[0]
    if cost == np.inf:
        for old in range(place):
            routes.holder[stops[old] % rides] = -1
        place, cost = 0, 0.0
    routes.counts[vehicle] = place
    routes.costs[vehicle] = cost


@register_jitable(nogil=True, no_cfunc_wrapper=True)
def _absent(task: Any, holder: Any, before: Any) -> Any:
    """Rides to put in, in an order drawn: at random, the largest, the most urgent or the farthest first.

    All that were just taken out, and some of those left over before: about `_MOST`.
    """
    lost = holder < 0
    over = np.sum(lost & (before < 0))
    for ride in range(holder.size):
        if lost[ride] and before[ride] < 0 and np.random.random() * over > _MOST:
            lost[ride] = False
    absent = np.flatnonzero(lost)
    np.random.shuffle(absent)
    how = np.random.randint(4)
    if how == 0:
        return absent
    key = np.empty(absent.size)
    for place in range(absent.size):
        ride = absent[place]
        if how == 1:
            key[place] = -task.people[ride]
        elif how == 2:
            key[place] = task.due[ride]
        else:
            key[place] = -task.travel[ride, ride + holder.size]
    _sort(absent, key)
    return absent


@inner
def _sort(rides: Any, key: Any) -> None:
    """Sort a few rides by a key; equal ones stay in their order. numpy's sort takes longer to compile than to write."""
    for one in range(1, rides.size):
        ride, value, place = rides[one], key[one], one
        while place > 0 and key[place - 1] > value:
            rides[place], key[place] = rides[place - 1], key[place - 1]
            place -= 1
        rides[place], key[place] = ride, value


@inner
def _total(task: Any, routes: Any) -> Any:
    missing, cost = 0, 0.0
    for ride in range(routes.holder.size):
        if routes.holder[ride] < 0:
            missing += task.weight[ride]
    for vehicle in range(routes.costs.size):
        cost += routes.costs[vehicle]
    return cost + task.penalty * missing


@inner
def _copy(source: Any, target: Any) -> None:
    for vehicle in range(source.counts.size):
        target.counts[vehicle], target.costs[vehicle] = source.counts[vehicle], source.costs[vehicle]
        for place in range(source.counts[vehicle]):
            target.stops[vehicle, place] = source.stops[vehicle, place]
    for ride in range(source.holder.size):
        target.holder[ride] = source.holder[ride]


@_kept
def search(task: Any, routes: Any, kept: Any, best: Any, desk: Any, steps: Any, seed: Any) -> None:
    """Search from idle vehicles; ``best`` holds the answer in the end.

    ``routes`` is what is tried, ``kept`` what was last accepted.
    """
    np.random.seed(seed)
    for ride in task.urgent:
        _insert(task, routes, ride, 0.0, desk)
    _copy(routes, kept)
    _copy(routes, best)
    now = least = _total(task, routes)
    warm = _WARMTH * routes.costs.sum() / task.people.size
    for step in range(steps):
        middle = np.random.randint(task.people.size)
        for place in range(np.random.randint(1, _MOST + 1)):
            ride = middle if place == 0 else task.near[middle, np.random.randint(task.near.shape[1])]
            if routes.holder[ride] >= 0:
                _take_out(task, routes, ride, desk)
        for ride in _absent(task, routes.holder, kept.holder):
            _insert(task, routes, ride, _BLINK, desk)
        cost = _total(task, routes)
        if cost < now - warm * (1 - step / steps) ** 2 * np.log(1 - np.random.random()):
            now = cost
            _copy(routes, kept)
            if cost < least - 1e-9:
                least = cost
                _copy(routes, best)
        else:
            _copy(kept, routes)

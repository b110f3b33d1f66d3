"""Rides, vehicles, the rules of transfer, and the plan that comes of them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from fangxian.science.logistics.errors import Reason, require, require_distinct
from fangxian.science.logistics.geometry import DETOUR, require_point


@dataclass(frozen=True, slots=True)
class Ride:
    """People who ride together from one door to another.

    Attributes
    ----------
    id : str
        Of the ride.
    people : int
        How many; they are never split.
    tier : str
        What they are held as: one vehicle carries one tier at a time.
    lon, lat, to_lon, to_lat : float
        Where they are picked up and handed over (degrees).
    ready_min : float
        Minutes from now from which they can be picked up.
    due_min : float
        Minutes from now by which they must have arrived.
    priority : int
        How much more it counts to carry them; 1 or more.
    """

    id: str
    people: int
    tier: str
    lon: float
    lat: float
    to_lon: float
    to_lat: float
    ready_min: float = 0.0
    due_min: float = math.inf
    priority: int = 1


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A vehicle with its crew.

    Attributes
    ----------
    id : str
        Of the vehicle.
    seats : int
        For people carried.
    lon, lat : float
        Where it stands, and where it returns to (degrees).
    from_min, until_min : float
        Minutes from now at which its duty begins, and by which it must be back.
    tiers : frozenset of str, optional
        Tiers it takes; None for all.
    """

    id: str
    seats: int
    lon: float
    lat: float
    from_min: float = 0.0
    until_min: float = math.inf
    tiers: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class RideRule:
    """The rules of transfer; the first four are the pack's and the city's.

    Attributes
    ----------
    ride_limit_min : float
        Longest time anybody may spend in a vehicle, boarding and waiting included.
    disinfect_min : float
        Time to disinfect a vehicle.
    disinfect_each_trip : bool
        Whenever it has become empty, before others board; else only before another tier boards.
    stop_min : float
        Time to board or to hand over, at each stop of a ride.
    km_per_h : float
        Speed on the road.
    detour : float
        Way by road over straight line, where no times are given.
    waiting : float
        What one person's hour from being ready to arriving counts, in vehicle hours.
    """

    ride_limit_min: float
    disinfect_min: float
    disinfect_each_trip: bool
    stop_min: float
    km_per_h: float = 30.0
    detour: float = DETOUR
    waiting: float = 0.05


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of a vehicle.

    Attributes
    ----------
    vehicle, ride : str
        Which.
    act : {'pick_up', 'hand_over'}
        What is done.
    arrive_min, leave_min : float
        Minutes from now; waiting for those not ready yet lies between.
    aboard : int
        People in the vehicle when it leaves.
    disinfected : bool
        The vehicle was disinfected since its last stop.
    """

    vehicle: str
    ride: str
    act: Literal["pick_up", "hand_over"]
    arrive_min: float
    leave_min: float
    aboard: int
    disinfected: bool


@dataclass(frozen=True, slots=True)
class RidePlan:
    """What every vehicle does, and who is not carried.

    Attributes
    ----------
    stops : dict of str to tuple of Stop
        By vehicle, in order of time.
    uncarried : dict of str to Reason
        Rides that no vehicle takes, and why.
    drive_min : float
        Minutes driven by all vehicles, the way back included.
    wait_min : float
        Minutes from ready to arrived, of all people carried.
    cost : float
        ``drive_min + waiting · wait_min``: what was made small.
    """

    stops: dict[str, tuple[Stop, ...]]
    uncarried: dict[str, Reason]
    drive_min: float
    wait_min: float
    cost: float


def check(rides: Sequence[Ride], vehicles: Sequence[Vehicle], rule: RideRule) -> None:
    """Refuse rows that break a rule; the error names row, field and rule."""
    require_distinct("rides", [ride.id for ride in rides])
    require_distinct("vehicles", [vehicle.id for vehicle in vehicles])
    for ride in rides:
        require_point("rides", ride.id, ride.lon, ride.lat)
        require_point("rides", ride.id, ride.to_lon, ride.to_lat)
        require(ride.people > 0, "rides", ride.id, "people", "positive")
        require(ride.priority >= 1, "rides", ride.id, "priority", "positive")
        require(0 <= ride.ready_min < math.inf, "rides", ride.id, "ready_min", "finite")
        require(ride.due_min > ride.ready_min, "rides", ride.id, "due_min", "order")
    for vehicle in vehicles:
        require_point("vehicles", vehicle.id, vehicle.lon, vehicle.lat)
        require(vehicle.seats > 0, "vehicles", vehicle.id, "seats", "positive")
        require(0 <= vehicle.from_min < math.inf, "vehicles", vehicle.id, "from_min", "finite")
        require(vehicle.until_min > vehicle.from_min, "vehicles", vehicle.id, "until_min", "order")
    for name in ("ride_limit_min", "km_per_h", "detour"):
        require(getattr(rule, name) > 0, "rule", 1, name, "positive")
    for name in ("disinfect_min", "stop_min", "waiting"):
        require(0 <= getattr(rule, name) < math.inf, "rule", 1, name, "not_negative")

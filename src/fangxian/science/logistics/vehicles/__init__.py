"""Pick-ups and hand-overs of people by vehicle: :func:`route` proposes who rides with whom, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fangxian.science.logistics.vehicles.rows import Ride, RidePlan, RideRule, Stop, Vehicle

if TYPE_CHECKING:
    from fangxian.science.logistics.vehicles.plan import route

__all__ = ["Ride", "RidePlan", "RideRule", "Stop", "Vehicle", "route"]


def __getattr__(name: str) -> Any:
    """Import the search when it is asked for: compiled code takes a second to load."""
    if name == "route":
        from fangxian.science.logistics.vehicles.plan import route

        return route
    raise AttributeError(name)

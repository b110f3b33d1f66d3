"""A testing round: :func:`plan_round` proposes stations, tables, staff, slots and laboratories."""

from __future__ import annotations

from fangxian.science.logistics.stations.plan import plan_round
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
)

__all__ = [
    "LabLoad",
    "Laboratory",
    "Role",
    "RoundPlan",
    "RoundRule",
    "Slot",
    "StaffNeed",
    "Station",
    "StationSite",
    "TestUnit",
    "Visit",
    "plan_round",
]

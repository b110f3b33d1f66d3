"""What a city must hold ready, and how fast it must be able to call it up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fangxian.protocol.duration import Duration
from fangxian.protocol.schema.base import Key, Section, Share, Sourced, Text


class CallUp(Section):
    """A part of a capacity that must stand within a time."""

    share: Share
    within: Duration


class CapacityNorm(Sourced):
    """A norm: so many units for so many people (or cases, districts, provinces)."""

    id: Key
    title: Text
    resource: Literal["isolation_room", "bed", "icu_bed", "tracer", "tracing_team", "laboratory", "site"]
    at_least: float = Field(gt=0)
    per: Literal["people_10000", "case", "city", "district", "province", "designated_bed"]
    over_people: int = Field(default=0, ge=0)
    up_to_people: int | None = Field(default=None, ge=1)
    """For places of this size only; absent for all."""
    call_up: tuple[CallUp, ...] = ()

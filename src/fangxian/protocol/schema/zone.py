"""Risk zones: when one is drawn, how large, what it asks of people, and when it must be lifted."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import Days, Key, Sourced, Text
from fangxian.protocol.schema.condition import Condition, Criterion, Value, all_hold
from fangxian.protocol.schema.messages import refusal

Unit = Literal["stairwell", "building", "compound", "village", "unit", "street", "county"]

Colour = Literal["zone_highest", "zone_high", "zone_medium", "zone_low"]
"""Tokens of the interface; the rulebook names the meaning, the interface the shade."""


class ZoneTest(Sourced):
    """Tests owed by those who live in a zone."""

    days: tuple[Days, ...] = ()
    """Days from the zone's start."""
    every_days: Days | None = None
    share_per_day: float | None = Field(default=None, gt=0, le=1)
    clause: Key | None = None


class ZoneKind(Sourced):
    """A level of zone."""

    id: Key
    title: Text
    rank: int = Field(ge=0, le=9)
    """Strictness; 0 is the level of an area without restrictions."""
    colour: Colour
    units: tuple[Unit, ...] = Field(alias="unit", min_length=1)
    """What may be drawn as a zone, the smallest first."""
    criteria: tuple[Criterion, ...] = Field(default=(), alias="criterion")
    """One of them is enough to draw the zone."""
    measures: tuple[Text, ...] = Field(default=(), alias="measure")
    tests: ZoneTest | None = Field(default=None, alias="test")
    lift: tuple[Condition, ...] = ()
    """All must hold, and a named person signs, before the zone is lifted or lowered."""
    lift_lowered: tuple[Condition, ...] = ()
    """The same for a zone that was lowered to this level; absent where nothing else holds for it."""
    expert_opinion: bool = False
    """Whether an expert's opinion comes before the signature; without one the signer says why."""
    signed_apart: bool = False
    """Whether the post that proposed the zone may not sign it."""
    lowers_to: Key | None = None
    """The level below; absent where lifting ends it."""
    decided_by: Key
    """The role that draws and lifts."""
    review_days: Days
    """Longest time between two reviews of whether the zone is still needed."""
    review_clause: Key | None = None

    @model_validator(mode="after")
    def _restriction_ends(self) -> Self:
        if self.rank > 0 and not self.lift:
            raise refusal("zone.no_lift", zone=self.id)
        return self

    def may_lift(self, figures: dict[str, Value | None], *, lowered: bool = False) -> bool | None:
        """Whether all conditions to lift hold; None while a figure is missing."""
        return all_hold(self.conditions(lowered=lowered), figures)

    def conditions(self, *, lowered: bool = False) -> tuple[Condition, ...]:
        """The conditions to lift; those of a zone that was lowered to this level where it has its own."""
        return self.lift_lowered if lowered and self.lift_lowered else self.lift

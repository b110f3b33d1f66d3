"""Incubation, and the days on which a case can infect others."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import Days, Key, Sourced
from fangxian.protocol.schema.messages import refusal

Anchor = Literal["onset", "sample", "rash", "confirmation", "exposure"]
"""The day from which a window is counted; `sample` is the sampling day of a person without symptoms."""

Until = Literal["isolated", "recovered", "crusts_fallen", "shedding_ends", "buried"]


class Incubation(Sourced):
    """From infection to onset, in days. Hours are written as day 0."""

    typical_days: tuple[Days, Days]
    """The shortest and the longest that are common."""
    max_days: Days
    """The longest the rulebook counts with."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.typical_days
        if not low <= high <= self.max_days:
            raise refusal("incubation.order")
        return self


class InfectiousWindow(Sourced):
    """The days on which contact with a case counts as an exposure."""

    id: Key
    case_classes: tuple[Key, ...] = Field(default=(), alias="case_class")
    """The classes of case the window is for; empty for all."""
    anchor: Anchor | None = None
    from_days: int | None = Field(default=None, ge=-60, le=60)
    """First day relative to the anchor; −2 is two days before it."""
    to_days: int | None = Field(default=None, ge=-60, le=365)
    """Last day relative to the anchor; absent where `until` says how it ends."""
    until: Until | None = None
    no_window: bool = False
    """The rulebook fixes no window: each contact is judged on its own."""

    @model_validator(mode="after")
    def _window_or_none(self) -> Self:
        if self.no_window:
            if self.anchor or self.from_days is not None or self.to_days is not None or self.until:
                raise refusal("window.none_has_figures")
            return self
        if self.anchor is None or self.from_days is None:
            raise refusal("window.incomplete")
        if (self.to_days is None) == (self.until is None):
            raise refusal("window.one_end")
        if self.to_days is not None and self.to_days < self.from_days:
            raise refusal("window.backwards")
        return self

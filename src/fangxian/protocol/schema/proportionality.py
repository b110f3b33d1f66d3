"""How far a measure may go: its longest stay, its reviews, its way to appeal. Nothing may exceed it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import Days, Key, Sourced, Text
from fangxian.protocol.schema.messages import refusal

Measure = Literal["central_quarantine", "home_isolation", "confinement", "monitoring", "zone", "case_isolation"]
"""`confinement` is central and home days together. A clause names its own in ``limit.measure``."""


class MeasureLimit(Sourced):
    """The longest a measure may last under this rulebook."""

    measure: Measure
    longest_days: Days
    """From the anchor; an overlay may shorten it, never lengthen it."""
    kinds: tuple[Key, ...] = Field(default=(), alias="kind")
    """Contact kinds (or zone kinds) it speaks of; empty for all."""


class Proportionality(Sourced):
    """Limits, review and appeal."""

    limits: tuple[MeasureLimit, ...] = Field(default=(), alias="limit")
    review_days: Days
    """A measure is looked at again at least this often."""
    pack_review_days: Days | None = None
    """The rulebook itself is looked at again at least this often; for a disease not yet understood."""
    milder_first: Text
    appeal: Text

    @model_validator(mode="after")
    def _reviewed(self) -> Self:
        if self.review_days == 0 or self.pack_review_days == 0:
            raise refusal("review.zero")
        return self

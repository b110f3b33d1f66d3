"""Who hears of a task that runs late, and when."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from fangxian.protocol.duration import Span
from fangxian.protocol.schema.base import Key, Sourced, Text
from fangxian.protocol.schema.messages import refusal


class EscalationStep(Sourced):
    """A rung of the ladder."""

    id: Key
    title: Text
    before: Span | None = None
    """So long before the due time."""
    after: Span | None = None
    """So long after the due time."""
    to: Literal["owner", "supervisor", "level_above", "headquarters", "inspection"]

    @model_validator(mode="after")
    def _before_or_after(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise refusal("rung.before_or_after")
        return self

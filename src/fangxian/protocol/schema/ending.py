"""When an outbreak is over."""

from __future__ import annotations

from pydantic import Field

from fangxian.protocol.schema.base import Days, Sourced, Text
from fangxian.protocol.schema.condition import Condition


class Ending(Sourced):
    """The rule that ends the response."""

    days: Days
    """Days without a new case."""
    incubations: float = Field(gt=0)
    """How many longest incubations that is."""
    conditions: tuple[Condition, ...] = Field(default=(), alias="condition")
    rule: Text

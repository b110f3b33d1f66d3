"""How a closed place opens again: by stages, each on conditions."""

from __future__ import annotations

from pydantic import Field

from fangxian.protocol.schema.base import Key, Sourced, Text
from fangxian.protocol.schema.condition import Condition


class ReopeningStage(Sourced):
    """A stage of re-opening; the last one of a pack opens the place altogether."""

    id: Key
    title: Text
    conditions: tuple[Condition, ...] = Field(alias="condition", min_length=1)
    """All must hold, and a named person signs, before the stage begins."""

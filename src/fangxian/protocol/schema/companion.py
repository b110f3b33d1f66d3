"""Spatiotemporal companions (时空伴随者): phones in the same cell at the same time, as parameters."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fangxian.protocol.schema.base import Days, Key, Sourced, Text


class Companion(Sourced):
    """Parameters of the companion search. A hit is a hint, never a contact until a person confirms it."""

    definition: Text
    cell_m: int = Field(ge=10, le=10_000)
    """Edge of the square grid cell, in metres."""
    minutes: int = Field(ge=1)
    """Two phones in the same cell together for longer than this."""
    window_days: Days
    """Look-back over which the cumulative stay is added up."""
    cumulative_hours: int = Field(ge=0)
    """Cumulative stay of either phone in the cell longer than this."""
    operator: Literal["and", "or"]
    """How the two tests are joined; sources conflict, so it is a parameter."""
    kind: Key = "companion"
    """The contact kind of a confirmed hit."""

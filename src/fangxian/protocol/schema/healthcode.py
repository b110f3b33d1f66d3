"""Colours of a health code, where a rulebook has one. A colour is an automated decision about a person."""

from __future__ import annotations

from typing import Literal

from fangxian.protocol.schema.base import Days, Key, Sourced, Text


class HealthCode(Sourced):
    """A colour, what it is given for, and how long it may last."""

    id: Key
    title: Text
    colour: Literal["green", "yellow", "red"]
    given_for: Text
    days: Days | None = None
    """After so many days it must go back to green; absent for green."""

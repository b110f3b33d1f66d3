"""What can still be given to a person who was exposed, and how long it helps."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from fangxian.protocol.duration import Duration
from fangxian.protocol.schema.base import Key, Sourced, Text


class Prophylaxis(Sourced):
    """A vaccine, immunoglobulin or drug after exposure."""

    id: Key
    title: Text
    kind: Literal["vaccine", "immunoglobulin", "antibiotic", "antiviral"]
    within: Duration | None = None
    """How long after the exposure it may begin; absent where the source names no figure."""
    anchor: Literal["first_exposure", "last_exposure"] = "first_exposure"
    for_kinds: tuple[Key, ...] = Field(default=(), alias="for_kind")
    """The contact kinds it is offered to; empty for all."""
    only_if: Text | None = None
    """Who among them: the susceptible, the pregnant."""
    clause: Key | None = None

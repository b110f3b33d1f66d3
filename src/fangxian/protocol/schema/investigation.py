"""The stages of a case investigation. Each names the clause with its clock; no figure stands twice."""

from __future__ import annotations

from pydantic import Field

from fangxian.protocol.schema.base import Key, Sourced, Text


class InvestigationStage(Sourced):
    """A stage and what it must bring home."""

    id: Key
    title: Text
    clause: Key
    """The clause with the stage's clock."""
    asks: tuple[Text, ...] = Field(default=(), alias="ask")
    """What the stage must establish before it counts as done."""

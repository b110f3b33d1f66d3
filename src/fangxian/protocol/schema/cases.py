"""What a case may be called, how one class becomes another, and what makes a cluster."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import Key, Section, Sourced, Text
from fangxian.protocol.schema.messages import refusal


class CaseClass(Section):
    """A class of case, such as confirmed."""

    id: Key
    title: Text
    criteria: Text | None = None
    """What a person must meet to be put into the class."""
    counted: bool = True
    """Whether the person counts among the infections of the bulletins."""


class Transition(Section):
    """A change of class that the rulebook allows: the person's record moves, it is never doubled."""

    source: Key = Field(alias="from")
    target: Key = Field(alias="to")
    requires: Text | None = None


class Cluster(Sourced):
    """When cases linked in place and time are called a cluster."""

    cases: int = Field(ge=2)
    within_days: int | None = Field(default=None, ge=1)
    setting: Text


class CaseRules(Sourced):
    """The classes of case, the allowed transitions between them, and the clinical types."""

    classes: tuple[CaseClass, ...] = Field(alias="class", min_length=1)
    transitions: tuple[Transition, ...] = Field(default=(), alias="transition")
    types: tuple[CaseClass, ...] = Field(default=(), alias="type")
    """Clinical types, mild to critical."""
    origins: tuple[CaseClass, ...] = Field(default=(), alias="origin")
    """Where the infection came from: local, imported, imported-secondary."""
    cluster: Cluster | None = None

    @model_validator(mode="after")
    def _transitions_name_classes(self) -> Self:
        known = {case_class.id for case_class in self.classes}
        for move in self.transitions:
            for name in (move.source, move.target):
                if name not in known:
                    raise refusal("cases.class_unknown", name=name)
            if move.source == move.target:
                raise refusal("cases.class_itself", name=move.source)
        return self

    def may_become(self, source: str, target: str) -> bool:
        """Whether a case of one class may be put into another."""
        return any(move.source == source and move.target == target for move in self.transitions)

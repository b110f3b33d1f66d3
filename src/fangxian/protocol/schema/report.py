"""Who reports what to whom, within how long: a rule over disease, status and situation, not one number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.duration import Duration
from fangxian.protocol.schema.base import Key, Sourced, Text
from fangxian.protocol.schema.messages import refusal

DiseaseClass = Literal["A", "A_managed", "B", "C", "new", "unknown", "unlisted"]
"""The statutory class; ``A_managed``: class B under class A measures; ``new``/``unknown``: not listed yet."""

Situation = Literal["single", "outbreak", "new_subtype"]
"""One case or a few; an outbreak or epidemic; the first of a new subtype."""

Basis = Literal["law", "pack", "order"]


class ReportRule(Sourced):
    """A limit for those reports it covers; an empty list covers everything."""

    id: Key
    title: Text
    diseases: tuple[Key, ...] = Field(default=(), alias="disease")
    classes: tuple[DiseaseClass, ...] = Field(default=(), alias="class")
    statuses: tuple[Key, ...] = Field(default=(), alias="status")
    situations: tuple[Situation, ...] = Field(default=(), alias="situation")
    within: Duration
    by: Key
    """The role that owes the report."""
    to: Key
    """The role that receives it."""
    basis: Basis
    clause: Key | None = None
    """The clause that carries this limit's clock."""

    def covers(self, *, disease: str, disease_class: str, status: str, situation: str) -> bool:
        """Whether the rule speaks of such a report."""
        asked: tuple[tuple[tuple[str, ...], str], ...] = (
            (self.diseases, disease),
            (self.classes, disease_class),
            (self.statuses, status),
            (self.situations, situation),
        )
        return all(not allowed or given in allowed for allowed, given in asked)


class ReportStep(Sourced):
    """One link of a reporting chain: who passes the report to whom, within how long."""

    id: Key
    title: Text
    source: Key = Field(alias="from")
    target: Key = Field(alias="to")
    within: Duration | None = None
    at_once: bool = False
    """The rule says "immediately" and names no figure."""
    clause: Key | None = None

    @model_validator(mode="after")
    def _limit_or_at_once(self) -> Self:
        if (self.within is None) != self.at_once:
            raise refusal("report.limit_or_at_once")
        return self


def report_limit(
    rules: Iterable[ReportRule], *, disease: str, disease_class: str, status: str, situation: str
) -> ReportRule | None:
    """Return the rule that binds a report: of those that cover it, the one with the shortest limit.

    A general rule (class B: 24 h) and a sharper one (any outbreak: 2 h) may cover the same report; the law
    lets the sharper bind. None where no rule speaks of it.
    """
    covering = [
        rule
        for rule in rules
        if rule.covers(disease=disease, disease_class=disease_class, status=status, situation=situation)
    ]
    return min(covering, key=lambda rule: (rule.within, rule.id), default=None)

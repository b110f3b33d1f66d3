"""A clause 条款: when this fact holds for this subject, this post owes this action by this time.

The models here are what a pack's ``[[clause]]`` tables say, word for word. How they are read is in
:mod:`fangxian.protocol.evaluate`; what makes several of them contradict each other, in
:mod:`fangxian.protocol.check`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from fangxian.protocol.duration import Duration, Span
from fangxian.protocol.schema.base import Days, Key, Mark, Section, Sentence, Sourced, Text
from fangxian.protocol.task import Basis

Level = Literal["nation", "province", "city", "district", "street", "community"]
Severity = Literal["normal", "high", "critical"]
Scalar = str | bool | int | float | datetime | date
Rule = Literal["first", "last"]


class Test(Section):
    """A comparison on one attribute. All that are given must hold.

    An attribute that the fact does not have passes `ne`, `not_in` and ``exists = false``, and fails the
    rest: a filter that names whom it leaves out never leaves out somebody of whom too little is known.
    """

    __test__ = False  # not a test case of pytest

    eq: Scalar | None = None
    ne: Scalar | None = None
    in_: tuple[Scalar, ...] | None = Field(default=None, alias="in")
    not_in: tuple[Scalar, ...] | None = None
    lt: Scalar | None = None
    le: Scalar | None = None
    gt: Scalar | None = None
    ge: Scalar | None = None
    exists: bool | None = None


def _test(value: Any) -> Any:
    """``kind = "close"`` is short for ``{ eq = "close" }``, and a list for ``{ in = […] }``."""
    if isinstance(value, (Mapping, Test)):
        return value
    if isinstance(value, (list, tuple)):
        return {"in": value}
    return {"eq": value}


Where = dict[str, Annotated[Test, BeforeValidator(_test)]]
"""Tests by attribute; all must hold."""


class Trigger(Section):
    """A kind of fact, and which facts of that kind are meant."""

    kind: str
    """A word of the vocabulary."""
    where: Where = Field(default_factory=dict)


class Discharge(Trigger):
    """A fact that is evidence that a step was done."""

    requires: tuple[str, ...] = ()
    """Attributes without which the fact is no evidence."""


class End(Trigger):
    """A fact after which nothing more is owed."""

    match: str | None = None
    """The attribute that ties the fact to one opening; the occasion ends when no opening is left.

    Where it is absent, the vocabulary decides: ``exposure.voided`` retires the exposure of the same
    relationship. ``match = ""`` ends the whole occasion all the same.
    """


class PutOff(Trigger):
    """A fact that somebody signs, after which the last step is due at the time that it states, if that is later.

    It never brings the step forward: who is to be let go before the rule's day is let go by a release that is signed.
    """

    to: str
    """The attribute with that time."""


def _triggers(value: Any) -> Any:
    """One kind, or a list of kinds and tables."""
    if isinstance(value, (str, Mapping, Trigger)):
        value = [value]
    if not isinstance(value, (list, tuple)):
        return value
    return [{"kind": item} if isinstance(item, str) else item for item in value]


class OwnerRule(Section):
    """Who answers: a role, on a level of the hierarchy. Without a level, the office where it happened."""

    level: Level | None = None
    role: Key


class Repeat(Section):
    """What every clock can ask: more than one discharging fact, and some time between them."""

    basis: Basis = "pack"
    """What the clock rests on. Clocks of different basis never merge."""
    times: int = Field(default=1, ge=1, le=50)
    """How many facts each step needs."""
    apart: Span | None = None
    """Least time between two facts that count."""


class Clock(Repeat):
    """One step: a duration from an anchor, or a due time that the fact itself states."""

    anchor: str | None = Field(default=None, alias="from")
    """Attribute with the time to count from; ``at`` (the default) is when the fact happened."""
    within: Duration | None = None
    due: str | None = None
    """Attribute with the due time, in place of `anchor` and `within`."""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.within is None) == (self.due is None) or (self.due is not None and self.anchor is not None):
            raise PydanticCustomError("clock.one_way", "a clock has either 'within' (and 'from') or 'due'")
        return self


class Schedule(Repeat):
    """Steps on local days counted from the anchor; each is due at 24:00 of its day."""

    anchor: str = "at"
    """Attribute with the time to count from; ``at`` is when the fact happened."""
    days: tuple[Days, ...] = Field(min_length=1)
    anchor_day: Literal[0, 1] = 0
    """The number that the anchor's own local day bears."""

    @model_validator(mode="after")
    def _ascending(self) -> Self:
        if list(self.days) != sorted(set(self.days)):
            raise PydanticCustomError("schedule.days_order", "days must ascend without repetition")
        if self.days[0] < self.anchor_day:
            raise PydanticCustomError("schedule.day_before_anchor", "no day can lie before the anchor's own day")
        return self


class Every(Repeat):
    """A step each period from the anchor, until the occasion ends."""

    anchor: str = Field(default="at", alias="from")
    """Attribute with the time to count from; ``at`` is when the fact happened."""
    period: Duration
    first: Span | None = None
    """From the anchor to the first due time; one period if absent, ``P0D`` for the anchor's own day."""
    end_of_day: bool = False
    """Due at 24:00 of the local day (the period is then whole days), not to the minute."""

    @model_validator(mode="after")
    def _whole_days(self) -> Self:
        if self.end_of_day and any(span.seconds or span.microseconds for span in (self.period, self.first) if span):
            raise PydanticCustomError("every.not_whole_days", "a period with end_of_day must be whole days")
        if self.period.total_seconds() < 3600:
            raise PydanticCustomError("every.too_short", "a period must be an hour or longer")
        return self


class Window(Section):
    """From when a discharging fact counts for a step. It ends when the step is due."""

    start: Literal["previous", "anchor", "day"] = Field(default="previous", alias="from")
    """From the step before (the default), from the anchor, or only on the step's own local day."""
    lead: Span | None = None
    """How long before the anchor a fact already counts."""


class Rung(Section):
    """A step of the escalation ladder: who hears of it, and when, relative to the due time."""

    before: Span | None = None
    after: Span | None = None
    to: OwnerRule | Literal["owner", "supervisor", "level_above", "headquarters", "inspection"]

    @model_validator(mode="after")
    def _before_or_after(self) -> Self:
        if (self.before is None) == (self.after is None):
            raise PydanticCustomError("rung.before_or_after", "a rung stands either 'before' or 'after' the due time")
        return self


class Limit(Section):
    """The longest that the law lets a measure on a person last, and how often it is reviewed."""

    measure: Key
    max: Duration
    review_every: Duration | None = None
    cite: Sentence
    mark: Mark


class Clause(Sourced):
    """One obligation of a pack."""

    id: Key
    title: Text
    subject: str | None = None
    """Kind of subject; where absent, the one the vocabulary gives the opening fact."""
    opens: Annotated[tuple[Trigger, ...], BeforeValidator(_triggers)] = Field(min_length=1)
    """Facts that start an occasion, or join one that runs."""
    where: Where = Field(default_factory=dict)
    """Filter of every opening fact that has none of its own."""
    owner: OwnerRule
    clock: Clock | None = None
    schedule: Schedule | None = None
    every: Every | None = None
    anchor_rule: Rule | None = None
    """Which opening anchors the clock: the one with the earliest (`first`) or latest (`last`) anchor time.

    By default the last for a schedule, so that a second exposure restarts it, and the first for the others,
    so that a repeated fact cannot put off a deadline.
    """
    window: Window = Window()
    past: Literal["owe", "lapse"] = "owe"
    """Whether a step that was due before its occasion opened is owed all the same, or lapses at once."""
    discharged_by: Annotated[tuple[Discharge, ...], BeforeValidator(_triggers)] = Field(min_length=1)
    ends: Annotated[tuple[End, ...], BeforeValidator(_triggers)] = ()
    put_off_by: tuple[PutOff, ...] = ()
    """Facts that let the occasion's last step be due later."""
    escalation: tuple[Rung, ...] = ()
    severity: Severity = "normal"
    limit: Limit | None = None
    asked_by: tuple[Sentence, ...] = ()
    """Findings of exercises that asked for the clause to be as it is: the exercise, its day, the finding."""

    @model_validator(mode="after")
    def _one_timing(self) -> Self:
        if sum(timing is not None for timing in (self.clock, self.schedule, self.every)) != 1:
            raise PydanticCustomError("clause.one_timing", "a clause has one of 'clock', 'schedule' and 'every'")
        if self.every is not None and self.put_off_by:
            raise PydanticCustomError("clause.put_off_every", "a duty without a last step cannot be put off")
        return self

    @property
    def timing(self) -> Clock | Schedule | Every:
        """Whichever of clock, schedule and every the clause has."""
        timing = self.clock or self.schedule or self.every
        assert timing is not None
        return timing

    @property
    def anchors_on(self) -> Rule:
        """The anchor rule in force."""
        return self.anchor_rule or ("last" if self.schedule else "first")

    @property
    def anchor(self) -> str:
        """Name of the attribute that the clock counts from, or of the due time."""
        timing = self.timing
        return (isinstance(timing, Clock) and timing.due) or timing.anchor or "at"

    @property
    def openings(self) -> tuple[Trigger, ...]:
        """The opening triggers, each with its filter."""
        return tuple(
            trigger if trigger.where or not self.where else trigger.model_copy(update={"where": self.where})
            for trigger in self.opens
        )

"""Mass testing: how fast for how many people, how often, and how many tables that takes."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from fangxian.protocol.duration import Duration
from fangxian.protocol.schema.base import Days, Key, Section, Sourced, Text
from fangxian.protocol.schema.messages import refusal


class CompletionRule(Sourced):
    """How long a round over everybody may take, by the size of the population."""

    id: Key
    title: Text
    over_people: int = Field(default=0, ge=0)
    """For populations larger than this."""
    up_to_people: int | None = Field(default=None, ge=1)
    """And no larger than this; absent for no upper bound."""
    within: Duration

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if self.up_to_people is not None and self.up_to_people <= self.over_people:
            raise refusal("mass_test.nobody")
        return self

    def covers(self, people: int) -> bool:
        """Whether the rule speaks of so many people."""
        return people > self.over_people and (self.up_to_people is None or people <= self.up_to_people)


class RoundRule(Sourced):
    """How often an area is tested, by what was found in it."""

    id: Key
    title: Text
    every_days: Days
    until_clean_rounds: int | None = Field(default=None, ge=1)
    once_more_after_days: Days | None = None
    """One further round so many days after the last clean one."""


class PeopleRange(Section):
    """A norm with a lower and an upper end."""

    low: int = Field(ge=1)
    high: int = Field(ge=1)


class StaffNorm(Sourced):
    """Staff that a station needs at once."""

    id: Key
    title: Text
    per_table: float = Field(default=0, ge=0)
    per_station: float = Field(default=0, ge=0)


class MassTest(Sourced):
    """Rules for testing everybody of an area."""

    completions: tuple[CompletionRule, ...] = Field(default=(), alias="completion")
    rounds: tuple[RoundRule, ...] = Field(default=(), alias="round")
    least_rounds: int | None = Field(default=None, ge=1)
    """Rounds over the city at least, where the source is unknown."""
    people_per_site: PeopleRange | None = None
    people_per_table: PeopleRange | None = None
    people_per_table_hour: PeopleRange | None = None
    people_per_sampler: int | None = Field(default=None, ge=1)
    """Of everybody to be tested: how many samplers a round takes in all."""
    staff: tuple[StaffNorm, ...] = ()
    """Who works at a table and at a station at once."""
    forbidden: tuple[Text, ...] = ()
    """What the rulebook forbids, such as testing whole regions without an outbreak."""

    def limit(self, people: int) -> CompletionRule | None:
        """Return the shortest limit that covers a population of so many people."""
        covering = [rule for rule in self.completions if rule.covers(people)]
        return min(covering, key=lambda rule: (rule.within, rule.id), default=None)

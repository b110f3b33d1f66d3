"""What a kind of contact owes: stay, tests, release, and the ways out for those it would harm."""

from __future__ import annotations

from typing import Final, Literal, Self

from pydantic import Field, model_validator

from fangxian.protocol.schema.base import Days, Key, Section, Sourced, Text
from fangxian.protocol.schema.condition import Condition
from fangxian.protocol.schema.messages import refusal

Stage = Literal["central", "home", "monitoring"]
"""A quarantine site; isolation at home; health monitoring without confinement."""

STAGES: Final[tuple[Stage, ...]] = ("central", "home", "monitoring")
"""The stages in the order in which a person passes them."""

Group = Literal["child", "elderly", "pregnant", "dependent", "dialysis", "closed_loop_staff", "vaccinated"]


class RegimeTest(Section):
    """One test that is owed."""

    day: Days
    """Day of its stage: home day 3 after seven central days is day 10 of the whole."""
    stage: Stage = "central"
    specimen: Key
    samples: int = Field(default=1, ge=1, le=4)
    """Samples taken at the same time and tested separately."""


class Move(Section):
    """A change to another kind of contact, or into a case."""

    to: Key
    """A contact kind of the pack, or ``case``."""
    when: Text


class RegimeException(Section):
    """Another way for those whom the rule would harm."""

    groups: tuple[Group, ...] = Field(alias="group", min_length=1)
    stage: Stage
    with_carer: bool = False
    rule: Text


class Regime(Sourced):
    """Days, tests and conditions for the kinds of contact that name it.

    Days are counted from the anchor: day 0 is the day of the last exposure, not of arrival at the site.
    """

    id: Key
    title: Text
    anchor: Literal["last_exposure", "arrival", "rash_of_case"] = "last_exposure"
    central_days: Days = 0
    home_days: Days = 0
    monitoring_days: Days = 0
    tests: tuple[RegimeTest, ...] = Field(default=(), alias="test")
    release: tuple[Condition, ...] = ()
    """All must hold before the person is let go."""
    restarts: Text | None = None
    """What makes the days begin anew."""
    upgrades: tuple[Move, ...] = Field(default=(), alias="upgrade")
    downgrades: tuple[Move, ...] = Field(default=(), alias="downgrade")
    exceptions: tuple[RegimeException, ...] = Field(default=(), alias="exception")
    tests_clause: Key | None = None
    """The clause whose schedule is this regime's test days."""
    release_clauses: dict[Stage, Key] = Field(default_factory=dict)
    """The clauses whose clocks end each stage."""

    @model_validator(mode="after")
    def _tests_fall_into_stages(self) -> Self:
        for test in self.tests:
            if not 0 <= test.day <= self.days_of(test.stage):
                days = self.days_of(test.stage)
                raise refusal("regime.test_outside", stage=test.stage, day=test.day, days=days)
        return self

    def days_of(self, stage: Stage) -> int:
        """Days of one stage."""
        if stage == "central":
            return self.central_days
        return self.home_days if stage == "home" else self.monitoring_days

    def ends_on(self, stage: Stage) -> int:
        """Day, counted from the anchor, on which a stage ends."""
        return sum(self.days_of(earlier) for earlier in STAGES[: STAGES.index(stage) + 1])

    @property
    def confined_days(self) -> int:
        """Days during which the person may not go out."""
        return self.central_days + self.home_days

    @property
    def test_days(self) -> tuple[int, ...]:
        """Days of all tests, counted from the anchor."""
        starts = {stage: self.ends_on(stage) - self.days_of(stage) for stage in STAGES}
        return tuple(sorted({starts[test.stage] + test.day for test in self.tests}))

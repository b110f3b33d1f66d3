"""The rules of a reconstruction: what published totals do not say, and how it is filled in."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from fangxian.drill.replay.schema import Hours, Item, Part, Window


class Paperwork(Part):
    """Hours from a case's classification to each paper, from – to."""

    report: Hours
    verify: Hours
    """Counted from the report."""
    arrive: Hours
    core_facts: Hours
    investigation: Hours
    hospital: Hours
    forward: Hours
    """Each step up, counted from the one before."""


class Rules(Item):
    """What holds for everybody who is reconstructed. Draws are even within a range unless a rule says otherwise."""

    seed: int
    exposure_days: int
    """The last exposure lies up to so many days before the source was isolated."""
    notify_minutes: tuple[int, int]
    notice_hours: Hours
    """From the beginning of quarantine to the written notice."""
    sample_day_hours: tuple[int, int]
    result_hours: Hours
    release_hours: tuple[int, int]
    observed_days: dict[str, int]
    """Days from the last exposure to release, by kind of contact."""
    second_tests: Window
    late_share: float = Field(ge=0, le=1)
    """Share of later samples, daily checks and releases that slip by a day."""
    legal_basis: str
    help_line: str
    paperwork: Paperwork
    settings: dict[str, float]
    communities: dict[str, float]


class Wave(Part):
    """Contacts found between two published counts.

    Attributes
    ----------
    sources : dict
        Of close contacts: whose contacts they are, by weight.
    of_waves : tuple of str
        Of contacts of contacts: the waves of close contacts they belong to.
    found, quarantined, sampled, resulted : pair of datetime
        The windows of each time. Early times are likelier for `quarantined`: most are fetched soon.
    """

    key: str
    kind: Literal["close", "secondary"]
    district: str
    count: int = Field(gt=0)
    sources: dict[str, float] = Field(default_factory=dict)
    of_waves: tuple[str, ...] = ()
    found: Window
    quarantined: Window
    sampled: Window
    resulted: Window

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.kind == "close") != bool(self.sources) or (self.kind == "secondary") != bool(self.of_waves):
            raise PydanticCustomError("wave.sources", "wave {key} names no sources of its kind", {"key": self.key})
        for name in ("found", "quarantined", "sampled", "resulted"):
            start, end = getattr(self, name)
            if end <= start:
                raise PydanticCustomError("wave.window", "{key}: {name} is empty", {"key": self.key, "name": name})
        if self.found[1] >= min(self.quarantined[1], self.sampled[1]):
            raise PydanticCustomError("wave.order", "wave {key} ends before it is found", {"key": self.key})
        return self


def local_days(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [date.fromordinal(day) for day in range(first.toordinal(), last.toordinal() + 1)]

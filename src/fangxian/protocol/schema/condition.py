"""Conditions as data: what must be true of an area, a person or an outbreak before something may happen.

A condition compares one named figure with a value. The figures are a closed list, so that a pack cannot
ask for something nobody computes; `Condition.truth` answers true, false, or "not known yet".
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from fangxian.protocol.schema.base import Section, Text
from fangxian.protocol.schema.messages import refusal

Value = float | bool

FIGURES: dict[str, str] = {
    # of an area
    "new_cases": "local cases found in the area within the last `within_days`",
    "cumulative_cases": "local cases found in the area since the outbreak began",
    "new_clusters": "clusters found in the area within the last `within_days`",
    "days_without_new_infection": "whole days since the last new local infection in the area",
    "days_since_last_contact_exposure": "whole days since the last exposure of the area's last close contact",
    "last_contacts_negative": "the area's last close contacts tested negative",
    "hours_since_round_all_negative": "hours since everyone in the area was negative in one round",
    "contacts_all_controlled": "every contact named so far is under control",
    "community_risk": "an expert judged that the infection may have spread in the community",
    "case_lives_here": "a case lives in the area and moves about in it",
    "case_stayed_here": "a case worked, stayed or moved about in the area",
    "contacts_hard_to_trace": "contacts in the area cannot be traced in time",
    "stricter_zones_lifted": "every stricter zone of the same county has been lifted",
    "days_since_lowered": "whole days since the zone was lowered, or since a new infection found after that",
    "class_a_area": "a class A disease (or one managed as class A) is epidemic in the area",
    # of a person
    "days_since_last_exposure": "whole days since the person's last exposure",
    "days_since_first_exposure": "whole days since the person's first exposure",
    "tests_missing": "tests owed so far that have no result",
    "tests_positive": "positive results since the exposure",
    "negatives_in_a_row": "negative results in a row, the newest last",
    "hours_between_last_negatives": "hours between the last two negative samples",
    "source_contact_first_negatives": "of the source contact's first two tests, how many were negative",
    "symptom_free": "no symptom on the day",
    "days_without_fever": "whole days without fever",
    "days_since_onset": "whole days since onset",
    "days_since_rash": "whole days since the rash appeared",
    "days_of_treatment": "whole days of effective treatment",
    "crusts_fallen": "all crusts have fallen off and new skin has formed",
    "stool_cultures_negative": "negative stool cultures in a row",
    "environment_negative": "samples of the person's things and room were negative",
    # of a place
    "place_disinfected": "disinfected after the last exposure, and the disinfection was checked and passed",
    "place_samples_negative": "samples were taken at the place after the disinfection, and none was positive",
    "staff_without_negative": "listed staff without a negative result since the place was closed",
    "visitors_not_found": "listed visitors who are neither contacts nor have a negative result since the closure",
    "goods_held": "holds of goods that were neither released nor destroyed",
    "place_in_zone": "the place lies in a zone in force of the strictest kind",
    # of an outbreak
    "days_since_last_case_left_risk": "whole days since the last case recovered, was isolated or was buried",
}
"""The figures a condition may ask for, with their definitions."""

_COMPARE: dict[str, Callable[[Value, Value], bool]] = {
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
    "==": operator.eq,
}


def _known(name: str) -> str:
    if name not in FIGURES:
        raise refusal("condition.figure_unknown", name=name, known=", ".join(sorted(FIGURES)))
    return name


class Condition(Section):
    """One comparison, with the sentence a person reads."""

    figure: Annotated[str, AfterValidator(_known)]
    """The name of the figure, one of `FIGURES`."""
    op: Literal[">=", "<=", ">", "<", "=="] = ">="
    value: Value
    within_days: int | None = Field(default=None, ge=1)
    """The look-back of a figure that counts within a window."""
    title: Text

    @property
    def key(self) -> str:
        """The key under which `truth` looks for the figure: ``new_cases/14`` for one with a window."""
        return self.figure if self.within_days is None else f"{self.figure}/{self.within_days}"

    def truth(self, figures: Mapping[str, Value | None]) -> bool | None:
        """Compare; None while the figure is not known."""
        known = figures.get(self.key)
        return None if known is None else _COMPARE[self.op](known, self.value)


class Criterion(Section):
    """Conditions that must all hold. Of a list of criteria, one is enough."""

    all: tuple[Condition, ...] = Field(min_length=1)

    def truth(self, figures: Mapping[str, Value | None]) -> bool | None:
        """Whether all hold; None where that is not known yet."""
        return all_hold(self.all, figures)


def all_hold(conditions: Iterable[Condition], figures: Mapping[str, Value | None]) -> bool | None:
    """Whether every condition holds: false as soon as one fails, None while the rest is not known."""
    truths = [condition.truth(figures) for condition in conditions]
    if False in truths:
        return False
    return None if None in truths else True


def any_holds(criteria: Iterable[Criterion], figures: Mapping[str, Value | None]) -> bool | None:
    """Whether one criterion holds: true as soon as one does, None while that is not known."""
    truths = [criterion.truth(figures) for criterion in criteria]
    if True in truths:
        return True
    return None if None in truths else False

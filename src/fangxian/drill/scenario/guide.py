"""``questions.toml``, ``guide.toml`` and ``roles.toml``: what is asked, what is looked at, who plays."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from fangxian.drill.scenario.errors import refusal
from fangxian.drill.scenario.parts import Id, To
from fangxian.protocol.schema.base import Key, Mark, Section, Sentence, Text

Rating = Literal["P", "S", "M", "U"]
"""Performed without challenges, with some, with major challenges, unable to be performed (HSEEP)."""


class Question(Section):
    """A question asked on the spot 现场提问.

    Attributes
    ----------
    to : tuple of To
        Offices it may be put to.
    answer : Text
        The reference answer.
    clause : str or None
        Clause of the variant's rulebook the answer stands in.
    cite : str
        The text the answer was read in.
    points : int
        For a complete answer.
    seconds : int
        Until the timer ends.
    """

    id: Id
    aspect: Id
    to: tuple[To, ...] = Field(min_length=1)
    text: Text
    answer: Text
    clause: str | None = None
    cite: Sentence
    mark: Mark
    points: Annotated[int, Field(ge=1, le=100)] = 10
    seconds: Annotated[int, Field(ge=10, le=3600)] = 120


class Measure(Section):
    """A figure of the evaluation and from where on it earns which rating; ``U`` is what is left.

    Attributes
    ----------
    figure : str
        One of :data:`fangxian.drill.evaluation.figures.FIGURES`.
    better : str
        Whether ``more`` or ``less`` of it is better.
    P, S, M : float
        Limits of the three better ratings.
    """

    figure: Key
    better: Literal["more", "less"]
    P: float
    S: float
    M: float

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        limits = (self.P, self.S, self.M)
        if list(limits) != sorted(limits, reverse=self.better == "more"):
            raise refusal("scenario.limits", figure=self.figure)
        return self

    def rating(self, value: float) -> Rating:
        """The rating of a value."""
        sign = 1 if self.better == "more" else -1
        names: tuple[Rating, ...] = ("P", "S", "M")
        for name, limit in zip(names, (self.P, self.S, self.M), strict=True):
            if sign * value >= sign * limit:
                return name
        return "U"


class Check(Section):
    """A critical task of the evaluation guide 评估要点."""

    id: Id
    aspect: Id
    objective: Id
    text: Text
    measure: Measure | None = None
    """Where a figure decides; else an evaluator looks."""


class RoleCard(Section):
    """What somebody who plays gets into the hand 角色卡."""

    id: Id
    to: To
    title: Text
    brief: Text
    """Who you are and what you want."""
    knows: Text
    """What you know when it begins."""


class QuestionFile(Section):
    """``questions.toml``."""

    questions: tuple[Question, ...] = Field(alias="question", min_length=1)


class GuideFile(Section):
    """``guide.toml``."""

    checks: tuple[Check, ...] = Field(alias="check", min_length=1)


class RoleFile(Section):
    """``roles.toml``."""

    roles: tuple[RoleCard, ...] = Field(alias="role", min_length=1)

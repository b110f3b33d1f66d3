"""What a scenario package holds, file by file. :mod:`fangxian.drill.scenario.load` reads it from a folder or a zip."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints, model_validator

from fangxian.drill.scenario.errors import refusal
from fangxian.drill.scenario.parts import (
    Area,
    Expect,
    Fault,
    Id,
    Reference,
    Says,
    Selector,
    TimeOfDay,
    To,
    When,
)
from fangxian.errors import NotFound
from fangxian.protocol.schema.base import Key, Mark, Section, Sentence, Share, Text

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){1,2}$")]
Channel = Literal["phone", "message", "document", "media", "face_to_face", "system"]
Rating = Literal["P", "S", "M", "U"]
"""Performed without challenges, with some, with major challenges, unable to be performed (HSEEP)."""


# ── scenario.toml ────────────────────────────────────────────────────────────────────────────────────────


class CityOf(Section):
    """The synthetic city an exercise happens in.

    Attributes
    ----------
    place : str
        Code or name that ``fangxian city build`` takes: the full-size city.
    district : str
        The district in which it begins: the city of a run without ``--city``.
    home : str
        The community in which it begins: smaller cities are cut around it, and demonstration users sit here.
    seed : int
        Of the city.
    """

    place: Sentence
    district: Area
    home: Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
    seed: int = 1


class Variant(Section):
    """The same outbreak with another pathogen, under the rulebook of that time."""

    id: Id
    title: Text
    disease: Sentence
    """A natural history of ``fangxian epidemic diseases``."""
    pack: Sentence
    day_zero: date
    """Local day of the first report."""


class Objective(Section):
    """What the exercise is to test."""

    id: Id
    aspect: Id
    text: Text


class Aspect(Section):
    """One of the aspects 演练科目 the exercise is divided into: data, for every city has its own list."""

    id: Id
    title: Text


class MassTest(Section):
    """A rule of the plan by which rounds of mass testing are held.

    Attributes
    ----------
    cases : int
        So many cases …
    within_days : float
        … within so many days in one unit of this level start a round there.
    level : str
        ``community``, ``street``, ``district`` or ``city``.
    rounds : int
        How many.
    every_days : float
        From one to the next.
    takes_hours : float
        For sampling everybody.
    pool : int
        Swabs in a tube.
    attends : float
        Share of residents who come.
    capacity : int
        Persons a day that can be sampled and tested, over all rounds that run.
    """

    cases: Annotated[int, Field(ge=1)]
    within_days: Annotated[float, Field(gt=0)]
    level: Literal["community", "street", "district", "city"]
    rounds: Annotated[int, Field(ge=1, le=20)]
    every_days: Annotated[float, Field(gt=0)]
    takes_hours: Annotated[float, Field(gt=0)] = 24
    pool: Annotated[int, Field(ge=1, le=20)] = 10
    attends: Share = 0.97
    capacity: Annotated[int, Field(ge=1)]
    cite: Sentence
    mark: Mark


class PlanOf(Section):
    """The plan of the response that the exercise rehearses.

    Attributes
    ----------
    title : Text
        Its name.
    duties : Mapping
        Figures that replace those of ``autopilot/duty.toml``: crews, duties, practice, and what posts say.
    memory : Mapping
        Figures that replace those of :class:`~fangxian.drill.world.memory.Memory`.
    """

    title: Text
    duties: dict[str, Any] = Field(default_factory=dict)
    memory: dict[str, float] = Field(default_factory=dict)
    mass_tests: tuple[MassTest, ...] = Field(default=(), alias="mass_test")


class Manifest(Section):
    """``scenario.toml``: what the exercise is."""

    format: Literal[1]
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    version: Version
    title: Text
    summary: Text
    style: Literal["tabletop", "drill", "functional", "full_scale"]
    city: CityOf
    length_days: Annotated[int, Field(ge=1, le=120)]
    minutes_a_day: Annotated[float, Field(gt=0)] = 10
    """Real minutes that a simulated day takes in a control room at its ordinary speed."""
    stop_word: Text
    """Who says it stops the exercise at once."""
    timezone: Sentence = "Asia/Shanghai"
    variants: tuple[Variant, ...] = Field(alias="variant", min_length=1)
    aspects: tuple[Aspect, ...] = Field(alias="aspect", min_length=1)
    objectives: tuple[Objective, ...] = Field(alias="objective", min_length=1)
    plan: PlanOf
    sources: tuple[Reference, ...] = Field(alias="source", min_length=1)

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days are counted."""
        return ZoneInfo(self.timezone)

    def variant(self, name: str | None = None) -> Variant:
        """A variant by id; the first without one.

        Raises
        ------
        NotFound
            ``scenario.variant``.
        """
        for one in self.variants:
            if name in (None, one.id):
                return one
        known = ", ".join(one.id for one in self.variants)
        raise NotFound(
            "scenario.variant", _("There is no variant %(name)s; there are %(known)s."), name=name, known=known
        )

    def midnight(self, variant: Variant) -> datetime:
        """The local start of day 0."""
        return datetime.combine(variant.day_zero, time(), self.zone)


# ── truth.toml ───────────────────────────────────────────────────────────────────────────────────────────


class Seed(Section):
    """People infected from outside.

    Attributes
    ----------
    day : float
        Days from the start of day 0; before it, negative.
    count : int
        How many.
    who : Selector
        Among whom they are drawn.
    note : Text
        How it happened.
    """

    id: Id
    day: float
    count: Annotated[int, Field(ge=1)]
    who: Selector
    note: Text


class Index(Section):
    """How the first case is found: somebody infected, ill if anybody is, on day 0. Until then nobody is tested."""

    time: TimeOfDay
    route: Literal["fever_clinic", "key_post", "arrival", "self_report"]
    from_seed: Id | None = None
    """Found among those of this seed; else among all infected."""
    not_seed: bool = False
    """Found among those infected in the city, not from outside: the source is still to be found."""


class SourceOf(Section):
    """Where it really came from: what source tracing should arrive at."""

    seed: Id
    """The seed that stands at the beginning."""
    text: Text
    found: When | None = None
    """When the laboratory's evidence (a genome, a batch) reaches the response, if it does."""


class HiddenTruth(Section):
    """``truth.toml``: what only controllers know."""

    begins_day: Annotated[float, Field(lt=0)]
    """Day on which the hidden city begins to live, before the first seed."""
    index: Index
    source: SourceOf
    seeds: tuple[Seed, ...] = Field(alias="seed", min_length=1)


# ── msel.toml or msel.xlsx ───────────────────────────────────────────────────────────────────────────────


class Inject(Section):
    """An entry of the master scenario events list 导调事件.

    Attributes
    ----------
    kind : str
        ``expected`` (planned), ``contingency`` (only if the controllers want it), ``information``.
    sender : Text
        Who it seems to come from.
    to : tuple of To
        Which offices get it.
    expects : tuple of Expect
        What ought to follow; a controller is told when it does not.
    fault : Fault or None
        What breaks from this minute on.
    infects : Seed or None
        People who are infected by it; its own `day` is left at the inject's moment.
    media : tuple of str
        Files under ``media/``.
    """

    id: Id
    title: Text
    text: Text
    kind: Literal["expected", "contingency", "information"] = "expected"
    channel: Channel = "message"
    sender: Text
    to: tuple[To, ...] = Field(min_length=1)
    when: When
    aspect: Id
    expects: tuple[Expect, ...] = Field(default=(), alias="expect")
    says: tuple[Says, ...] = Field(default=(), alias="say")
    """Facts it puts on record when it comes."""
    fault: Fault | None = None
    infects: Seed | None = None
    media: tuple[Sentence, ...] = ()


# ── questions.toml, guide.toml, roles.toml ───────────────────────────────────────────────────────────────


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


class InjectFile(Section):
    """``msel.toml``."""

    injects: tuple[Inject, ...] = Field(alias="inject", min_length=1)


class QuestionFile(Section):
    """``questions.toml``."""

    questions: tuple[Question, ...] = Field(alias="question", min_length=1)


class GuideFile(Section):
    """``guide.toml``."""

    checks: tuple[Check, ...] = Field(alias="check", min_length=1)


class RoleFile(Section):
    """``roles.toml``."""

    roles: tuple[RoleCard, ...] = Field(alias="role", min_length=1)


# ── the package ──────────────────────────────────────────────────────────────────────────────────────────


class Package(Section):
    """A whole scenario.

    Attributes
    ----------
    manifest, truth, injects, questions, guide, roles
        The files. Injects come in the order of the file.
    briefing : Mapping
        ``zh`` and ``en``: Markdown.
    media : Mapping
        Name of a file under ``media/`` → its bytes.
    digest : str
        SHA-256 over all files: equal digests are equal packages.
    """

    manifest: Manifest
    truth: HiddenTruth
    injects: tuple[Inject, ...]
    questions: tuple[Question, ...]
    guide: tuple[Check, ...]
    roles: tuple[RoleCard, ...]
    briefing: Mapping[str, str]
    media: Mapping[str, bytes] = Field(default_factory=dict)
    digest: str

    @property
    def id(self) -> str:
        """The scenario's id."""
        return self.manifest.id

    @property
    def title(self) -> Text:
        """The scenario's title."""
        return self.manifest.title

    @cached_property
    def inject_of(self) -> dict[str, Inject]:
        """Injects by id."""
        return {one.id: one for one in self.injects}

    @cached_property
    def question_of(self) -> dict[str, Question]:
        """Questions by id."""
        return {one.id: one for one in self.questions}

    @cached_property
    def aspect_of(self) -> dict[str, Aspect]:
        """Aspects by id."""
        return {one.id: one for one in self.manifest.aspects}

    def starts_at(self, variant: Variant | None = None) -> datetime:
        """When the clock of the exercise begins: the start of day 0, local."""
        return self.manifest.midnight(variant or self.manifest.variant())

    def ends_at(self, variant: Variant | None = None) -> datetime:
        """When it ends: after the last day."""
        return self.starts_at(variant) + timedelta(days=self.manifest.length_days + 1)

"""``scenario.toml``: what an exercise is, where it happens, and the plan it rehearses."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from pydantic import Field, StringConstraints

from fangxian.drill.scenario.parts import Area, Id, Reference
from fangxian.drill.world.memory import Memory
from fangxian.errors import NotFound
from fangxian.protocol.schema.base import Mark, Section, Sentence, Share, Text

Version = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+){1,2}$")]


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

    def recall(self) -> Memory:
        """How well people remember.

        Raises
        ------
        TypeError
            There is no such figure.
        """
        said: dict[str, Any] = dict(self.memory)
        return Memory(**said)


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

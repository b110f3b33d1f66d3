"""Measures as data: a trigger starts a strategy, a strategy is a list of measures with delays.

The scheme is that of GEMS (Ponge et al., WSC 2024, 10.1109/WSC63780.2024.10838778); the words are those of the field.
A file has one ``[[strategy]]`` after another; see ``measures/*.toml`` and the manual.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from fangxian.science.epidemic.errors import EpidemicError

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[float, Field(gt=0)]
Trigger = Literal["start", "daily", "onset", "care", "admitted", "positive", "traced", "released", "cluster"]
"""``care``: an ill person comes to a clinic. ``cluster``: so many positives in an area within so many days."""
Level = Literal["area", "zone", "district", "city"]
"""社区(村)、街道(乡镇)、区县、全市."""

_FOLDER = files("fangxian.science.epidemic") / "plans"


class Measure(BaseModel):
    """What is done, and how long after the trigger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after_hours: Annotated[float, Field(ge=0)] = 0.0
    """From the trigger to the measure's effect."""
    share: Share = 1.0
    """Share of those concerned whom it reaches, or who comply."""


class Isolate(Measure):
    """Keep people at home, or in a hospital or quarantine site 隔离. From the trigger's subjects."""

    do: Literal["isolate"]
    at: Literal["home", "site"] = "site"
    days: Days = 14


class Test(Measure):
    """Sample people and act on the result 采样检测."""

    do: Literal["test"]
    test: str = "pcr"
    on_days: tuple[float, ...] = (0.0,)
    """Days after `after_hours`."""
    pool: Annotated[int, Field(ge=1, le=20)] = 1
    """Persons to a tube 混采; a positive tube is resolved by single tests at once."""
    result_hours: Annotated[float, Field(ge=0)] | None = None
    """Sampling to result; by default the test's own."""


class Trace(Measure):
    """Find those whom a case was with 流调溯源 and start the strategies on ``traced``."""

    do: Literal["trace"]
    days_back: Annotated[float, Field(ge=0)] = 4
    """Days before the case was found, or before its onset if that was earlier, that are asked about."""
    home: Share = 1.0
    group: Share = 0.9
    venue: Share = 0.6
    """Share of the people met there who are found."""
    minutes: Annotated[int, Field(ge=1)] = 10
    """Shortest time together at a venue that counts."""
    at_venues: Literal["near", "present"] = "near"
    """Whether those near the case count at venues 密切接触者, or everybody who was there with it 时空伴随者."""
    per_day: Annotated[int, Field(ge=1)] | None = None
    """Cases that can be traced in a day; the others wait."""


class CloseVisited(Measure):
    """Close the venues and sites that a case visited 关闭涉疫场所."""

    do: Literal["close_visited"]
    days_back: Annotated[float, Field(ge=0)] = 2
    days: Days = 14
    sites: bool = False
    """Whether schools and workplaces close too."""


class Close(Measure):
    """Close every place of some kinds in the areas concerned, or in the whole city 关停."""

    do: Literal["close"]
    kinds: tuple[str, ...] = Field(min_length=1)
    """Names of place kinds: ``card_room``, ``primary_school``; ``schools`` for all schools."""
    days: Days = 14


class ZoneOff(Measure):
    """Draw zones 划定封控区、管控区、防范区 where the subjects live."""

    do: Literal["zone"]
    level: Literal["sealed", "control", "prevention"]
    days: Days = 14
    width: Level | Literal["building"] = "area"
    """What is drawn around a subject; of a building 楼栋 the residents stay at home, whatever the level."""
    keeps: Share = 0.95
    """Share of residents who keep the rules."""


class Swab(Measure):
    """Swab the venues and sites that a case visited 环境采样, and close those that are positive."""

    do: Literal["swab"]
    days_back: Annotated[float, Field(ge=0)] = 7
    sites: bool = True
    """Whether schools and workplaces are swabbed too."""
    swabs: Annotated[int, Field(ge=1)] = 10
    """Swabs of each place."""
    result_hours: Annotated[float, Field(ge=0)] | None = None
    """Sampling to result; by default that of PCR."""
    days: Days = 7
    """For how long a positive place closes, to be disinfected 终末消毒 and swabbed again."""


class MassTest(Measure):
    """Test everybody in the areas concerned, in rounds 区域核酸检测."""

    do: Literal["mass_test"]
    test: str = "pcr"
    width: Level = "city"
    pool: Annotated[int, Field(ge=1, le=20)] = 10
    rounds: Annotated[int, Field(ge=1)] = 3
    every_days: Days = 2
    takes_hours: Annotated[float, Field(gt=0)] = 24
    result_hours: Annotated[float, Field(ge=0)] | None = None
    attends: Share = 0.97


class Mask(Measure):
    """Have people wear masks outside the home 佩戴口罩; `share` is how many do."""

    do: Literal["mask"]
    emission: Share = 0.5
    """Reduction of what the wearer emits."""
    intake: Share = 0.3
    """Reduction of what the wearer takes in."""


class Distance(Measure):
    """Multiply the hazard in some settings 减少接触、限流."""

    do: Literal["distance"]
    settings: tuple[str, ...] = Field(min_length=1)
    factor: Share = 0.5
    days: Days | None = None


class Vaccinate(Measure):
    """Vaccinate residents of some ages 接种疫苗, so many a day."""

    do: Literal["vaccinate"]
    from_age: int = 0
    to_age: int = 100
    per_day: Annotated[int, Field(ge=1)] = 100_000
    width: Level = "city"


AnyMeasure = Annotated[
    Isolate | Test | Trace | CloseVisited | Close | ZoneOff | Swab | MassTest | Mask | Distance | Vaccinate,
    Field(discriminator="do"),
]


class Strategy(BaseModel):
    """When something happens, do this.

    Attributes
    ----------
    when : str
        The trigger.
    from_day, until_day : float
        Days of the run in which it is in force.
    every_days : float
        For ``daily``: how often.
    count, within_days, width
        For ``cluster``: so many positives within so many days in one area of this level.
    once : bool
        For ``cluster``: each area at most once; else again when its measures may have ended.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    when: Trigger
    from_day: float = 0.0
    until_day: float = 1e9
    every_days: Days = 1
    count: Annotated[int, Field(ge=1)] = 1
    within_days: Days = 14
    width: Level = "area"
    once: bool = False
    measures: tuple[AnyMeasure, ...] = Field(alias="measure", min_length=1)


class Plan(BaseModel):
    """The strategies of a run, in order."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    strategies: tuple[Strategy, ...] = Field(default=(), alias="strategy")


NOTHING = Plan()
"""No measure at all."""


def plans() -> tuple[str, ...]:
    """Return the names of the plans that come with Fangxian."""
    return tuple(sorted(item.name[: -len(".toml")] for item in _FOLDER.iterdir() if item.name.endswith(".toml")))


def load_plan(name: str | Path) -> Plan:
    """Return a shipped plan by name, or the one in a file.

    Raises
    ------
    EpidemicError
        ``measures.invalid``, with the field and the reason.
    """
    try:
        text = (_FOLDER / f"{name}.toml").read_text("utf-8") if str(name) in plans() else Path(name).read_text("utf-8")
        return read_plan(tomllib.loads(text), str(name))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise EpidemicError("measures.invalid", file=str(name), field="-", reason=str(error)) from error


def read_plan(data: dict[str, Any], file: str = "-") -> Plan:
    """Return the plan in a parsed file."""
    try:
        return Plan.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise EpidemicError("measures.invalid", file=file, field=field, reason=first["msg"]) from error

"""Parts that the files of a scenario share: when something happens, to whom, what is expected, what breaks."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from fangxian.protocol.clause import Where
from fangxian.protocol.duration import Duration, Span
from fangxian.protocol.schema.base import Key, Section, Sentence, Text

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([-.][a-z0-9]+)*$")]
"""Name of an inject, a question, a seed …: lower case, digits, hyphens, dots."""

Area = Annotated[str, StringConstraints(pattern=r"^[0-9]{2}([0-9]{2}){0,2}([0-9]{3}){0,2}$")]
"""National code of an area, of any level."""

Level = Literal["nation", "province", "city", "district", "street", "community"]

FaultKind = Literal["testing_lane", "network", "lab_overload", "privacy_leak", "rumour"]
"""Testing ingest refuses; a district is cut off; laboratories slow down; names are out; something false goes round."""


def _clock(value: Any) -> Any:
    if isinstance(value, str):
        try:
            hours, minutes = value.split(":")
            return time(int(hours), int(minutes))
        except ValueError:
            raise PydanticCustomError(
                "scenario.time", "'{value}' is no time of day such as 17:30", {"value": value}
            ) from None
    return value


TimeOfDay = Annotated[time, BeforeValidator(_clock)]
"""Local hour and minute, ``17:30``."""


class Condition(Section):
    """Something that has to be on record first.

    Attributes
    ----------
    fact : str
        A kind of fact.
    where : Where
        Filters on its attributes, as in a clause.
    count : int
        How many such facts it takes.
    delay : timedelta
        From the last of them to the inject.
    by_day : int or None
        At the end of this day it comes anyway; None means not at all.
    """

    fact: str
    where: Where = Field(default_factory=dict)
    count: Annotated[int, Field(ge=1)] = 1
    delay: Span = timedelta(0)
    by_day: Annotated[int, Field(ge=0)] | None = None


class When(Section):
    """A moment of the exercise: a local time of a day, or a condition. Day 0 is the day of the first report."""

    day: int | None = None
    time: TimeOfDay | None = None
    after: Condition | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.after is None) == (self.day is None or self.time is None):
            raise PydanticCustomError("scenario.when", "give either day and time, or a condition under 'after'")
        return self

    def moment(self, midnight: datetime) -> datetime | None:
        """When it is, where it has a time; `midnight` is the local start of day 0."""
        if self.day is None or self.time is None:
            return None
        return midnight + timedelta(days=self.day, hours=self.time.hour, minutes=self.time.minute)


class To(Section):
    """An office: its level and its role, in the area of the exercise unless said otherwise."""

    level: Level
    role: Key
    area: Area | None = None


class Expect(Section):
    """What ought to follow: a kind of fact within a time."""

    fact: str
    within: Duration
    where: Where = Field(default_factory=dict)
    clause: str | None = None
    """Clause of the rulebook that asks for it, if one does."""


class Says(Section):
    """A fact that the inject puts on record when it comes.

    Attributes
    ----------
    fact : str
        Its kind; it happens to a subject of its own (a rumour, a finding), or to the incident where it can only do so.
    attributes : dict
        What else it says. A text ``+P3D`` stands for the moment so long after the inject.
    """

    fact: str
    attributes: dict[str, Any] = Field(default_factory=dict)


class Fault(Section):
    """Something of the systems that breaks.

    Attributes
    ----------
    kind : str
        What breaks.
    lasts : timedelta
        For how long.
    area : str or None
        Where; None is everywhere.
    factor : float
        For an overload: by how much everything takes longer.
    """

    kind: FaultKind
    lasts: Duration
    area: Area | None = None
    factor: Annotated[float, Field(ge=1)] = 1.0


class Selector(Section):
    """People of the hidden city. All that is given must hold; who exactly is drawn from the drill's seed.

    Attributes
    ----------
    post : str or None
        A key post: ``market_stall``, ``airport``, ``quarantine_site``, ``cold_chain``, ``medical``, ``teacher`` …
    role : str or None
        ``home``, ``pupil``, ``student`` or ``worker``.
    age : tuple of int or None
        From and to, both included.
    area : str or None
        Where they live.
    with_ : str or None
        Id of an earlier seed: members of the household, class, team or site of those.
    share : str or None
        What they share with those: ``household``, ``group`` or ``site``.
    """

    post: Key | None = None
    role: Literal["home", "pupil", "student", "worker"] | None = None
    age: tuple[int, int] | None = None
    area: Area | None = None
    with_: Id | None = Field(default=None, alias="with")
    share: Literal["household", "group", "site"] | None = None

    @model_validator(mode="after")
    def _with_needs_share(self) -> Self:
        if (self.with_ is None) != (self.share is None):
            raise PydanticCustomError("scenario.with", "'with' and 'share' go together")
        return self


class Reference(Section):
    """A text that the scenario rests on."""

    title: Sentence
    mark: Literal["S", "V", "V2", "R", "D"]


__all__ = [
    "Area", "Condition", "Expect", "Fault", "FaultKind", "Id", "Level", "Reference", "Says", "Selector", "Text",
    "TimeOfDay", "To", "When",
]  # fmt: skip

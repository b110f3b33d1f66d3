"""What the posts of an exercise can do and how long it takes them: data, with defaults that a scenario may change."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

import msgspec


class Crew(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """People who do one kind of work in a district.

    Attributes
    ----------
    hands : int
        How many work at once in the daytime.
    night : float
        Share of them who work from 22:00 to 07:00.
    """

    hands: int
    night: float = 1.0


class Duty(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a task is met.

    Attributes
    ----------
    crew : str
        Who does it.
    after : float
        Minutes before anybody can begin.
    work : float
        Minutes of one crew member for each.
    hurries : bool
        Whether it begins at once where it would come too late else, and then does not.
    """

    crew: str
    after: float
    work: float
    hurries: bool = False

    def begins(self, ready: datetime, due: datetime | None) -> datetime:
        """When anybody can begin what is ready now and due then."""
        usual, work = ready + timedelta(minutes=self.after), timedelta(minutes=self.work)
        helps = due is not None and ready + work < due <= usual + work
        return ready if helps and self.hurries else usual


class Practice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Habits of the response in an exercise; where the rulebook has a figure, that one holds.

    Attributes
    ----------
    asked_back : float
        Days a case is asked whom they met, where the rulebook fixes no infectious period.
    trajectory : int
        Days of a case's trajectory.
    in_hospital : float
        Days after which a case is let go: clinical courses are not what is rehearsed.
    notice : float
        Days that a zone's notice states; reviews come before.
    keeps : float
        Share of residents who keep the rules of a zone.
    pool : int
        Swabs in a tube of a zone's round.
    result_hours : float
        From a swab to its result.
    """

    asked_back: float
    trajectory: int
    in_hospital: float
    notice: float
    keeps: float
    pool: int
    result_hours: float


class Duties(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The crews, what they do, what they say, and the habits of the response."""

    practice: Practice
    crew: dict[str, Crew]
    duty: dict[str, Duty]
    say: dict[str, dict[str, Any]]

    def changed(self, overrides: Mapping[str, Any]) -> Duties:
        """These duties with a scenario's own figures on top.

        Raises
        ------
        msgspec.ValidationError
            Something there is no such field for, or of the wrong type; names where.
        """
        plain = msgspec.to_builtins(self)
        return msgspec.convert(_over(plain, overrides), Duties)


@cache
def default_duties() -> Duties:
    """The duties that are shipped."""
    text = resources.files("fangxian.drill.autopilot").joinpath("duty.toml").read_text()
    return msgspec.convert(tomllib.loads(text), Duties)


def _over(under: Any, above: Any) -> Any:
    if not isinstance(under, Mapping) or not isinstance(above, Mapping):
        return above
    return {key: _over(under.get(key), above[key]) if key in above else under[key] for key in {**under, **above}}

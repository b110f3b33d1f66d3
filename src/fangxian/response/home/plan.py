"""What isolation at home is run by, as data: ``plan.toml``, each line with its source and how sure that is."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

ANSWERS: Final[dict[str, Any]] = {"yes": _("holds"), "no": _("does not hold"), "none": _("does not apply")}
"""What a condition may be answered with."""

MARKS: Final[dict[str, Any]] = {
    "V": _("read in the document"),
    "V2": _("read in a reprint"),
    "R": _("recalled, to be confirmed"),
    "D": _("a default of ours, to be confirmed"),
}
"""How sure a line is, in words."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing that a dwelling must have.

    Attributes
    ----------
    needed : bool
        Whether the dwelling is not fit without it.
    zh, en : str
        What it asks, in both languages.
    cite, mark : str
        Where it comes from, and how sure that is.
    """

    id: str
    needed: bool
    zh: str
    en: str
    cite: str
    mark: str

    @property
    def sure(self) -> Any:
        """How sure it is, in words."""
        return MARKS[self.mark]


@dataclass(frozen=True, slots=True)
class Plan:
    """The figures of the plan.

    Attributes
    ----------
    fever_from : Decimal
        Degrees Celsius from which a temperature is a fever, whatever else is said.
    unreached_calls : int
        Calls in a row that nobody answered, after which somebody goes to the door.
    afternoon_from : int
        Local hour from which a temperature is that of the afternoon.
    conditions : tuple
        What a dwelling must have, in the order in which it is asked.
    """

    fever_from: Decimal
    unreached_calls: int
    afternoon_from: int
    conditions: tuple[Condition, ...]

    def fit(self, results: Mapping[str, str]) -> bool:
        """Whether a dwelling is fit, from the answer to each condition: nothing that is needed is missing."""
        return not any(one.needed and results[one.id] == "no" for one in self.conditions)


@cache
def plan() -> Plan:
    """The plan that this installation ships."""
    text = files("fangxian.response.home").joinpath("plan.toml").read_text(encoding="utf-8")
    said = tomllib.loads(text, parse_float=Decimal)
    return Plan(
        fever_from=said["fever"]["from"],
        unreached_calls=said["unreached"]["calls"],
        afternoon_from=said["afternoon"]["hour"],
        conditions=tuple(Condition(**row.pop("title"), **row) for row in said["condition"]),
    )

"""What a quarantine site must be, as data: the items of ``checklist.toml``, each with its source."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

SECTIONS: Final[dict[str, Any]] = {
    "zones": _("three zones, two passages"),
    "ventilation": _("ventilation"),
    "waste": _("medical waste"),
    "ppe": _("personal protection"),
    "staff": _("staff"),
    "disinfection": _("disinfection"),
    "safety": _("safety"),
}
"""Sections of the list, in its order."""

ANSWERS: Final[dict[str, Any]] = {"yes": _("holds"), "no": _("does not hold"), "none": _("does not apply")}
"""What an item may be answered with."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is looked at.

    Attributes
    ----------
    zh, en : str
        What it asks, in both languages.
    cite, mark : str
        Where it comes from, and how sure that is.
    """

    id: str
    section: str
    zh: str
    en: str
    cite: str
    mark: str


@cache
def items() -> tuple[Item, ...]:
    """Every item, in the order of the list."""
    text = files("fangxian.response.quarantine").joinpath("checklist.toml").read_text(encoding="utf-8")
    return tuple(Item(**row.pop("title"), **row) for row in tomllib.loads(text)["item"])

"""What a file of findings says, read and checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.protocol.roles import ROLES
from fangxian.response.jurisdiction.codes import LEVEL_ORDER

FINDINGS: Final = "fangxian.findings"
VERSION: Final = 1

RATINGS: Final = ("S", "M", "U")
_EXERCISE: Final = ("id", "scenario", "version", "title_zh", "title_en", "from", "until", "record")
_MOST: Final = 500
"""Findings of a file."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A finding as a file has it."""

    key: str
    what_zh: str
    what_en: str
    rating: str
    level: str
    role: str
    due: date
    retest: date
    clause: str
    evidence: list[list[str]]


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says. `area` is where the exercise began."""

    exercise: dict[str, str]
    area: str
    pack: str
    signer: str
    signed_at: datetime
    findings: tuple[Brought, ...]


def read(content: Mapping[str, Any]) -> Content:
    """The content of a file whose signature holds.

    Raises
    ------
    Invalid
        ``findings.file``: it is none of findings; ``findings.field``: names the row, the field and the rule.
    """
    if content.get("format") != FINDINGS or content.get("version") != VERSION or content.get("workspace") != "drill":
        raise Invalid(
            "findings.file",
            _("This is no file of an exercise's findings."),
            remedy=_("Choose the file that the page of the exercise's report gave, unchanged."),
            field="file",
        )
    try:
        exercise = {name: str(content["exercise"][name])[:160] for name in _EXERCISE}
        rows = list(content["findings"])[:_MOST]
        signed_at = datetime.fromisoformat(content["signed_at"])
        area, pack, signer = (str(content[name]) for name in ("area", "pack", "signer"))
    except (KeyError, TypeError, ValueError) as error:
        raise misread(0, str(error)) from None
    if signed_at.utcoffset() is None or not area.isdigit():
        raise misread(0, "signed_at" if area.isdigit() else "area")
    found = tuple(_brought(number, row) for number, row in enumerate(rows, 1))
    if len({one.key for one in found}) < len(found):
        raise misread(0, "id")
    return Content(exercise, area[:12], pack[:80], signer[:60], signed_at, found)


def _brought(number: int, row: Any) -> Brought:
    try:
        made = Brought(
            str(row["id"])[:120], str(row["what"]["zh"])[:600], str(row["what"]["en"])[:900],
            str(row["rating"]), str(row["level"]), str(row["role"]), date.fromisoformat(row["due"]),
            date.fromisoformat(row["retest"]), str(row["clause"])[:80],
            [[str(kind), str(name)] for kind, name in row["evidence"]],
        )  # fmt: skip
    except (KeyError, TypeError, ValueError) as error:
        raise misread(number, str(error)) from None
    rules = {
        "rating": made.rating in RATINGS, "level": made.level in ("", *LEVEL_ORDER), "role": made.role in ROLES,
        "what": bool(made.what_zh.strip() and made.what_en.strip()), "retest": made.retest >= made.due,
    }  # fmt: skip
    broken = next((name for name, holds in rules.items() if not holds), None)
    if broken is not None:
        raise misread(number, broken)
    return made


def misread(row: int, name: str) -> Invalid:
    """The refusal of a field that is missing or breaks its rule; row 0 is the file itself."""
    return Invalid(
        "findings.field",
        _("Finding %(row)s of the file: “%(name)s” is missing or cannot be read."),
        remedy=_("Take the file from the exercise's report once more; nothing of this one was taken in."),
        field="file",
        row=row,
        name=name.strip("'"),
    )

"""Answers as they come in a file: read row by row, each with what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fangxian.response.coinvestigation.models import Outcome
from fangxian.response.ledger import clock

DECISIONS: Final[dict[str, tuple[str, str]]] = {
    "accepted": ("接收", "taken over"),
    "returned": ("退回", "returned"),
}
"""What a receiver can decide, in both languages: a file has no language switch."""

OUTCOMES: Final[dict[str, tuple[str, str]]] = {
    Outcome.CONTROLLED.value: ("已管控", "under control"),
    Outcome.LEFT.value: ("已移交外地（有签收）", "handed on with receipt"),
    Outcome.RULED_OUT.value: ("已排除", "ruled out"),
    Outcome.DECEASED.value: ("死亡", "died"),
    Outcome.NONEXISTENT.value: ("查无此人（有证明）", "proven not to exist"),
}
"""Outcomes, in both languages."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one row of an answer says; empty where it says nothing."""

    row: int
    id: UUID
    decision: str = ""
    received_by: str = ""
    decided_at: datetime | None = None
    reason: str = ""
    outcome: str = ""
    outcome_at: datetime | None = None
    to_area: str = ""
    note: str = ""
    correction: str = ""
    """Why what was answered before is wrong."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one row: which field, and the rule that it breaks."""

    row: int
    field: str
    rule: str | Promise


class Unfit(Exception):  # a cell is unfit, nothing went wrong
    """A cell that cannot be read."""

    def __init__(self, field: str, rule: str | Promise) -> None:
        super().__init__(field)
        self.field = field
        self.rule = rule


def read_answer(row: int, cells: Mapping[str, Any]) -> Answer:
    """One row, cell by cell.

    Raises
    ------
    Unfit
        A cell cannot be read.
    """
    return Answer(
        row=row,
        id=_id(cells.get("id")),
        decision=_word("decision", cells.get("decision"), DECISIONS),
        received_by=_text(cells.get("received_by"))[:60],
        decided_at=_time("decided_at", cells.get("decided_at")),
        reason=_text(cells.get("reason")),
        outcome=_word("outcome", cells.get("outcome"), OUTCOMES),
        outcome_at=_time("outcome_at", cells.get("outcome_at")),
        to_area=_text(cells.get("to_area")),
        note=_text(cells.get("note")),
        correction=_text(cells.get("correction")),
    )


def choice(code: str, words: tuple[str, str]) -> str:
    """A choice as a drop-down shows it: both languages, and the code that is read back."""
    return f"{words[0]} {words[1]} [{code}]"


def _id(value: Any) -> UUID:
    try:
        return UUID(_text(value))
    except ValueError:
        raise Unfit("id", _("This row names nobody on the sheet.")) from None


def _word(field: str, value: Any, known: Mapping[str, tuple[str, str]]) -> str:
    text = _text(value)
    for code, words in known.items():
        if text.casefold() in {code, words[0], words[1], choice(code, words).casefold()}:
            return code
    if text:
        raise Unfit(field, _("Choose one of the list's words."))
    return ""


def _text(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _time(field: str, value: Any) -> datetime | None:
    if value in (None, ""):
        return None
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(_text(value))
    except ValueError:
        raise Unfit(field, _("This is no time: write 2020-12-08 14:30.")) from None
    # A workbook's times have no zone: they are the workspace's.
    return at.replace(tzinfo=clock.zone()).astimezone(UTC) if at.tzinfo is None else at.astimezone(UTC)

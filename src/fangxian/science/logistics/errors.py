"""What is refused, and why somebody was left without a place: a code and a sentence in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from fangxian.errors import FangxianError
from fangxian.science.logistics.messages import MESSAGES, RULES

Language = Literal["en", "zh"]


def sentence(code: str, context: dict[str, Any], language: Language = "en") -> str:
    """Return the sentence of a code with its values."""
    return MESSAGES[code][1 if language == "zh" else 0] % context


class LogisticsError(FangxianError):
    """Input that cannot be used; `context` names the row, the field and the rule.

    Parameters
    ----------
    code : str
        A key of :data:`~fangxian.science.logistics.messages.MESSAGES`.
    **context
        Values of the sentence's placeholders.
    """

    status = 422

    def __init__(self, code: str, /, **context: Any) -> None:
        super().__init__(code, MESSAGES[code][0], **context)

    def text(self, language: Language = "en") -> str:
        """Return the sentence in one of the two languages."""
        return sentence(self.code, self.context, language)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something could not be placed: the rule that stands in the way, and by how much.

    Attributes
    ----------
    code : str
        Stable machine code, such as ``sites.rooms_short``.
    context : dict
        The values of its sentence.
    """

    code: str
    context: dict[str, Any] = field(default_factory=dict)

    def text(self, language: Language = "en") -> str:
        """Return the sentence in one of the two languages."""
        return sentence(self.code, self.context, language)


def require(holds: bool, rows: str, row: Any, name: str, rule: str) -> None:
    """Refuse a row whose field breaks a rule.

    Parameters
    ----------
    holds : bool
        Whether the rule is kept.
    rows : str
        What the rows are, such as ``sites``.
    row : Any
        Which one: its id, or its number.
    name : str
        The field.
    rule : str
        A key of :data:`~fangxian.science.logistics.messages.RULES`.
    """
    if not holds:
        english, chinese = RULES[rule]
        raise LogisticsError("input.row", rows=rows, row=row, field=name, rule=rule, rule_en=english, rule_zh=chinese)


def require_distinct(rows: str, ids: list[str]) -> None:
    """Refuse two rows of the same id."""
    seen: set[str] = set()
    for one in ids:
        require(one not in seen, rows, one, "id", "once")
        seen.add(one)

"""What a day comes to when several reports tell of it: ill if any says so, never healed by a later one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from fangxian.response.home.models import Report, Source

_METHODS: Final = ((Source.VISIT, "in_person"), (Source.CALL, "phone"), (Source.SELF, "online"))
"""How a day counts as seen: by the nearest look that anybody had."""


@dataclass(frozen=True, slots=True)
class Day:
    """One person's day.

    Attributes
    ----------
    outcome : str
        ``seen_ill``, ``seen_well`` or ``missed``, in the words of a follow-up.
    at : datetime
        When they were first known to be ill, so that no later report puts off what that asks for; else when they were
        seen last, or sought last where they never were.
    temperature : Decimal or None
        The highest of the day.
    symptoms : tuple of str
        All of the day, in the order in which they were told.
    """

    outcome: str
    at: datetime
    method: str
    temperature: Decimal | None
    symptoms: tuple[str, ...]
    note: str


def summed(reports: Sequence[Report]) -> Day:
    """What a day's reports come to together; the same in any order.

    Raises
    ------
    ValueError
        There is none.
    """
    if not reports:
        raise ValueError("a day without a report comes to nothing")
    ordered = sorted(reports, key=lambda one: (one.at, str(one.id)))
    seen = [one for one in ordered if one.outcome != Report.Outcome.MISSED]
    ill = [one for one in seen if one.outcome == Report.Outcome.ILL]
    told = seen or ordered
    sources = {one.source for one in told}
    return Day(
        outcome="seen_ill" if ill else "seen_well" if seen else "missed",
        at=ill[0].at if ill else told[-1].at,
        method=next(method for source, method in _METHODS if source in sources),
        temperature=max((one.temperature for one in seen if one.temperature is not None), default=None),
        symptoms=tuple(dict.fromkeys(symptom for one in seen for symptom in one.symptoms)),
        note=_last_note(told),
    )


def _last_note(reports: Iterable[Report]) -> str:
    return next((one.note for one in reversed(list(reports)) if one.note), "")

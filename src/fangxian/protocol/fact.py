"""A fact 事实: one thing that happened to one subject, never changed afterwards.

A fact has two times. `at` is when it happened; tasks follow it. `recorded_at` is when the system learned it;
"what did we know then" follows it. An amendment is a new fact that names, in `corrects`, the one it replaces;
a fact of kind ``fact.voided`` declares the one it names never to have been.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import msgspec

from fangxian.protocol.errors import Problem, ProtocolError

VOIDED: Final = "fact.voided"
"""Kind of the fact that voids the one it names in `corrects`."""


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One thing that happened. Change one with :func:`msgspec.structs.replace`, which makes another.

    Attributes
    ----------
    id : str
        UUID minted by whoever saw it, so that sending it twice records it once.
    kind : str
        A word of :mod:`fangxian.protocol.vocabulary`, such as ``case.confirmed``.
    subject : str
        What it happened to, ``<kind>:<uuid>``, such as ``person:0191…``.
    at : datetime
        When it happened. Aware; kept in UTC.
    recorded_at : datetime
        When the system learned it. Aware; kept in UTC.
    attributes : Mapping[str, Any]
        What else is known, under the names the vocabulary gives this kind. JSON values only: a time is
        written as ISO-8601 text with its offset. See :func:`plain`.
    corrects : str or None
        Id of the fact that this one replaces, or voids.

    Raises
    ------
    ProtocolError
        ``fact.time_naive`` if `at` or `recorded_at` has no time zone.
    """

    id: str
    kind: str
    subject: str
    at: datetime
    recorded_at: datetime
    attributes: Mapping[str, Any] = msgspec.field(default_factory=dict)
    corrects: str | None = None

    def __post_init__(self) -> None:
        if self.at.tzinfo is UTC and self.recorded_at.tzinfo is UTC:
            return
        for name in ("at", "recorded_at"):
            time: datetime = getattr(self, name)
            if time.utcoffset() is None:
                raise ProtocolError(Problem("fact.time_naive", name, {"value": str(time)}))
            msgspec.structs.force_setattr(self, name, time.astimezone(UTC))

    @property
    def subject_kind(self) -> str:
        """The part of `subject` before the colon."""
        return self.subject.partition(":")[0]


def plain(attributes: Mapping[str, Any]) -> dict[str, Any]:
    """Return attributes as JSON values: times become UTC ISO-8601 text, dates ISO text, durations seconds.

    Raises
    ------
    ProtocolError
        ``fact.time_naive`` for a time without a zone.
    """
    return {
        name: value if type(value) is str else _plain(name, value)
        for name, value in attributes.items()
        if value is not None
    }


def _plain(name: str, value: Any) -> Any:
    match value:
        case datetime():
            if value.utcoffset() is None:
                raise ProtocolError(Problem("fact.time_naive", name, {"value": str(value)}))
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case list() | tuple():
            return [_plain(name, item) for item in value]
        case _:
            return value


def moment(value: Any) -> datetime | None:
    """Return an attribute's value as a UTC time; None where it is absent or is no time with a zone."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime) or value.utcoffset() is None:
        return None
    return value.astimezone(UTC)

"""Durations as a pack writes them: ISO 8601 in weeks, days, hours, minutes and seconds.

Years and months are refused: their length depends on the date they are counted from.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema
from pydantic_core import PydanticCustomError

PATTERN: Final = r"^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$"
_DURATION = re.compile(PATTERN)


def parse(text: str) -> timedelta:
    """Return an ISO-8601 duration as a span of time.

    Raises
    ------
    ValueError
        If the text is no duration, is empty (``P``), or counts years or months.
    """
    found = _DURATION.match(text)
    if found is None or text.endswith(("P", "T")):
        raise ValueError(f"'{text}' is no duration in weeks, days, hours, minutes and seconds such as PT2H")
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError as error:
        raise ValueError(f"'{text}' is longer than any clock counts") from error


def written(span: timedelta) -> str:
    """Return a span of time as an ISO-8601 duration, to the second."""
    days, rest = divmod(int(span.total_seconds()), 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = "".join(f"{n}{unit}" for n, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if n)
    day = f"{days}D" if days else ""
    return f"P{day}T{clock}" if clock else f"P{day or '0D'}"


def _validate(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    try:
        return parse(value)
    except (TypeError, ValueError):
        raise PydanticCustomError(
            "duration.malformed",
            "'{value}' is no ISO-8601 duration such as PT2H or P14D",
            {"value": str(value)},
        ) from None


def _longer_than_zero(value: Any) -> timedelta:
    span = _validate(value)
    if span <= timedelta(0):
        raise PydanticCustomError("duration.not_positive", "a duration must be longer than zero")
    return span


_WRITTEN = PlainSerializer(written, return_type=str, when_used="json")
_SCHEMA = WithJsonSchema({"type": "string", "pattern": PATTERN, "examples": ["PT2H", "P14D"]})

Duration = Annotated[timedelta, BeforeValidator(_longer_than_zero), _WRITTEN, _SCHEMA]
"""A duration longer than zero."""

Span = Annotated[timedelta, BeforeValidator(_validate), _WRITTEN, _SCHEMA]
"""A duration that may be zero."""

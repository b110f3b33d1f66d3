"""A trajectory 轨迹 as a line of time: where somebody was, where nothing is known, where two statements clash.

Pure: no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final, Generic, TypeVar
from zoneinfo import ZoneInfo

WAKING: Final = (time(7), time(23))
"""Local hours in which somebody is taken to be up and about; a gap at night asks nobody anything (our own choice)."""

LEAST_GAP: Final = timedelta(hours=2)
"""Waking time without a statement from which on a gap is shown (our own choice)."""


One = TypeVar("One")
"""A stay: anything with `began_at`, `ended_at` (None where nobody knows) and `place_id`."""


@dataclass(frozen=True, slots=True)
class Stop(Generic[One]):
    """A stay, with those that it cannot all be true with.

    Attributes
    ----------
    clashes : tuple
        Stays at another place at the same time.
    repeats : tuple
        Stays at the same place at the same time: two statements of one thing.
    """

    stay: One
    clashes: tuple[One, ...]
    repeats: tuple[One, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of time of which nothing is known, and how much of it somebody would be awake."""

    start: datetime
    end: datetime
    waking: timedelta


def line(
    stays: Iterable[One],
    zone: ZoneInfo,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    least: timedelta = LEAST_GAP,
) -> list[Stop[One] | Gap]:
    """Stays in the order of time, with the gaps between them.

    A stay whose end nobody knows counts as a moment. Before the first stay and after the last a gap is shown
    only where `since` or `until` says that the time there matters.

    Parameters
    ----------
    zone : ZoneInfo
        Whose local hours decide what is waking time.
    since, until : datetime or None
        The time to be accounted for. Aware.
    least : timedelta
        Waking time from which on a gap is shown.
    """
    ordered: list[Any] = sorted(stays, key=lambda stay: (_began(stay), _end(stay)))
    shown: list[Stop[One] | Gap] = []
    known = since
    for stay in ordered:
        if known is not None:
            shown.extend(_gap(known, stay.began_at, zone, least))
        shown.append(_stop(stay, ordered))
        known = _end(stay) if known is None else max(known, _end(stay))
    if known is not None and until is not None:
        shown.extend(_gap(known, until, zone, least))
    return shown


def waking_time(start: datetime, end: datetime, zone: ZoneInfo) -> timedelta:
    """How much of a stretch lies in waking hours; zero where it ends before it begins."""
    total = timedelta()
    day = start.astimezone(zone).date()
    while start < end and day <= end.astimezone(zone).date():
        opens, closes = (datetime.combine(day, hour, zone) for hour in WAKING)
        total += max(timedelta(), min(end, closes) - max(start, opens))
        day += timedelta(days=1)
    return total


def _gap(start: datetime, end: datetime, zone: ZoneInfo, least: timedelta) -> list[Gap]:
    waking = waking_time(start, end, zone)
    return [Gap(start, end, waking)] if waking >= least else []


def _stop(stay: Any, stays: Sequence[Any]) -> Stop[Any]:
    same_time = [other for other in stays if other is not stay and _together(stay, other)]
    return Stop(
        stay,
        tuple(other for other in same_time if other.place_id != stay.place_id),
        tuple(other for other in same_time if other.place_id == stay.place_id),
    )


def _together(one: Any, other: Any) -> bool:
    """Whether two stays share time; one that ends as the other begins does not."""
    if one.ended_at is None or other.ended_at is None:
        point, span = (one, other) if one.ended_at is None else (other, one)
        return span.ended_at is not None and _began(span) < _began(point) < _end(span)
    return max(_began(one), _began(other)) < min(_end(one), _end(other))


def _began(stay: Any) -> datetime:
    began: datetime = stay.began_at
    return began


def _end(stay: Any) -> datetime:
    end: datetime = stay.ended_at or stay.began_at
    return end

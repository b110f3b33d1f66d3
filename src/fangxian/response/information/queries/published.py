"""Totals that an office states rather than this record counts: samples and results of testing rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.response.ledger.days import local_day
from fangxian.response.ledger.queries import feed
from fangxian.response.ledger.queries.feed import FactView


@dataclass(frozen=True)
class Published:
    """The last stated totals over all rounds; None where nothing was stated."""

    sampled: int | None
    resulted: int | None
    as_of: datetime | None


def published(incident: UUID, until: datetime) -> Published:
    """Sum over rounds of the last totals stated for each (a round may close without stating them again)."""
    last = feed.last_of_kinds(incident, ["testing.progress"], until)
    return Published(
        _sum(fact.attributes.get("sampled") for fact in last),
        _sum(fact.attributes.get("resulted") for fact in last),
        max((fact.at for fact in last), default=None),
    )


@dataclass(frozen=True)
class Day:
    """The totals as stated by the end of a local day, since the beginning; None where nobody stated that figure.

    Attributes
    ----------
    more : int or None
        Sampled since the day before, where both days' totals were stated.
    """

    day: date
    sampled: int | None
    resulted: int | None
    positive: int | None
    more: int | None


def days(incident: UUID, until: datetime, zone: ZoneInfo) -> list[Day]:
    """The days on which an office stated how far testing had come, each with the sum over the rounds."""
    last: dict[str, FactView] = {}
    found: dict[date, Day] = {}
    for fact in feed.of_kinds(incident, ["testing.progress"], until):
        day = local_day(fact.at, zone)
        last[fact.subject] = fact
        sampled, resulted, positive = (
            _sum(one.attributes.get(name) for one in last.values()) for name in ("sampled", "resulted", "positive")
        )
        before = found.get(day - timedelta(days=1))
        already = before.sampled if before is not None else None
        more = sampled - already if sampled is not None and already is not None else None
        found[day] = Day(day, sampled, resulted, positive, more)
    return list(found.values())


def _sum(values: object) -> int | None:
    stated = [int(value) for value in values if value is not None]  # type: ignore[attr-defined]
    return sum(stated) if stated else None

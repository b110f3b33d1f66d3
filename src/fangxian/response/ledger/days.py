"""Local days: a day ends at 24:00 in the workspace's zone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The local date of a moment; 24:00 belongs to the day it ends."""
    return (moment.astimezone(zone) - timedelta(microseconds=1)).date()


def day_start(day: date, zone: ZoneInfo) -> datetime:
    """0:00 local of a day, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from `first` to `last`, both included."""
    for offset in range((last - first).days + 1):
        yield first + timedelta(days=offset)

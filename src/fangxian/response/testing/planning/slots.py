"""The hours in which stations work, cut into slots."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.response.testing.planning.wish import Wish

Span = tuple[datetime, datetime]


def slots_of(wish: Wish, zone: ZoneInfo, since: datetime | None = None) -> list[Span]:
    """Slots of a plan in order, each inside one day's hours; those before a moment are left out or cut short.

    Parameters
    ----------
    zone : ZoneInfo
        Whose local hours the day's hours are.
    since : datetime or None
        Where a round is planned again while it runs: now.
    """
    begins = wish.begins_at if since is None else max(wish.begins_at, since)
    day = begins.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[Span] = []
    while day < wish.ends_at:
        first = max(begins, day + timedelta(hours=wish.day_from))
        last = min(wish.ends_at, day + timedelta(hours=wish.day_until))
        while last - first >= timedelta(minutes=1):
            end = min(last, first + timedelta(hours=wish.slot_h))
            found.append((first, end))
            first = end
        day += timedelta(days=1)
    return found


def hours(slots: list[Span]) -> float:
    """Hours that they add up to."""
    return sum((end - begin).total_seconds() for begin, end in slots) / 3600

"""Times as people type them into a list of contacts."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_DAY: Final = r"(?:(?P<year>\d{4})\s*[-/.年]\s*)?(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
_HOUR: Final = r"(?P<hour>\d{1,2})\s*[:时点h]\s*(?:(?P<minute>\d{1,2})\s*分?)?(?::\d{2})?"
_PATTERN: Final = re.compile(rf"^{_DAY}(?:[T\s,]*{_HOUR})?$")

NOON: Final = time(12)
"""Stands for the hour where only a day is given; the rules count whole days."""


def read_moment(text: str, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The moment that a text means, in the zone; None where it means none.

    ``2020-12-07 18:30``, ``2020/12/7``, ``12月7日18时``, ``12-07``. Without a year it is the last such day that has
    come. A day without an hour is its noon, or now where that has not come yet.
    """
    found = _PATTERN.match(unicodedata.normalize("NFKC", text).strip())
    if found is None:
        return None
    today = now.astimezone(zone)
    year = int(found["year"] or today.year)
    try:
        day = date(year, int(found["month"]), int(found["day"]))
        if not found["year"] and day > today.date():
            day = day.replace(year=year - 1)
        if found["hour"] is None:
            noon = datetime.combine(day, NOON, zone)
            return now if noon > now >= noon - timedelta(hours=12) else noon
        return datetime.combine(day, time(int(found["hour"]), int(found["minute"] or 0)), zone)
    except ValueError:
        return None

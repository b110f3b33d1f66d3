"""What the ledger holds of zones: the last infection in each, and the days since."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fangxian.protocol.fact import Fact, moment

CLEAN_DAYS = "days_without_new_infection"
"""The figure of a lift condition that counts local days since the last infection."""


def last_infection(facts: Collection[Fact]) -> datetime | None:
    """When the last infection in a zone was found: from its opening, or reported since."""
    times = [moment(fact.attributes.get("last_case_at")) for fact in facts if fact.kind == "zone.opened"]
    times += [fact.at for fact in facts if fact.kind == "zone.case_found"]
    return max((time for time in times if time is not None), default=None)


def clean_days(last: datetime | None, at: datetime, zone: ZoneInfo) -> int | None:
    """Local days since the last infection; the day it was found is day 0. None where it is not known."""
    if last is None:
        return None
    return (local_date(at, zone) - local_date(last, zone)).days


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The local date of a moment."""
    return at.astimezone(zone).date()

"""What the rulebook in force says of a stay: when it ends, and who must not be alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fangxian.protocol.pack import Pack
from fangxian.response.casework.observation import Course

CENTRAL: Final = "central"


def ends_on(course: Course) -> date | None:
    """Last local day at a site: that of the central days, or the signed later one; None where nobody is confined."""
    central = next((stage.ends_on for stage in course.stages if stage.name == CENTRAL), None)
    return course.quarantine_ends if central is None or course.extended else central


def fewest_days(packs: Iterable[Pack]) -> int | None:
    """The fewest days since the last exposure after which any of the rulebooks lets somebody go from a site.

    None where none of them confines anybody.
    """
    days = [regime.central_days or regime.confined_days for pack in packs for regime in pack.regimes]
    return min((count for count in days if count), default=None)


def goes_home(course: Course) -> bool:
    """Whether isolation at home follows the days at a site."""
    return bool(course.regime.days_of(CENTRAL) and course.regime.home_days) and not course.extended


def needs_carer(course: Course, group: str) -> bool:
    """Whether the rulebook keeps people of this group together with somebody who looks after them."""
    return any(group in one.groups and one.with_carer for one in course.regime.exceptions)


def infectious_from(rulebook: Pack | None, found_at: datetime, zone: ZoneInfo) -> datetime | None:
    """From when somebody whose sample is positive may have infected others; None: for as long as is on record.

    The window of an asymptomatic infection counts from the sample; where the rulebook has none, that of a
    confirmed case stands in for it, counted from the same day.
    """
    if rulebook is None:
        return None
    window = rulebook.window_of("asymptomatic") or rulebook.window_of("confirmed")
    if window is None or window.no_window or window.from_days is None:
        return None
    first = found_at.astimezone(zone).date() + timedelta(days=window.from_days)
    return datetime.combine(first, time(), zone)

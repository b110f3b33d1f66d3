"""How figures and moments are written: pure functions that the template filters wrap.

Moments are written as ``2020-12-08 20:00`` on the workspace's clock in both languages: the form that Chinese
offices use, that sorts, and that nobody misreads across languages.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language, gettext, pgettext

WAN = 10_000
"""万, the unit in which Chinese readers hold large figures."""


def as_moment(value: Any) -> datetime | None:
    """An aware datetime from a datetime or an ISO 8601 text; None for nothing.

    Raises
    ------
    ValueError
        The text is no moment, or the moment has no time zone.
    """
    if value is None or value == "":
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone")
    return moment


def number(value: Any) -> str:
    """A count with thousands separators; an em dash for nothing."""
    if value is None or value == "":
        return "—"
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{value:,}"
    return str(value)


def big_number(value: Any) -> str:
    """A figure for the wall: 万 in Chinese from 100,000 on, cut to two decimals; exact otherwise."""
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) < 10 * WAN or not _chinese():
        return number(value)
    hundredths = abs(value) * 100 // WAN
    text = f"{hundredths // 100:,}.{hundredths % 100:02d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{text}万"


def percent(part: Any, whole: Any, decimals: int = 1) -> str:
    """A share, cut and never rounded up, so that 100 % means all; an em dash where there is no whole."""
    if part is None or not whole:
        return "—"
    scale = 10**decimals
    units = int(Decimal(str(part)) * 100 * scale / Decimal(str(whole)))
    return f"{units / scale:.{decimals}f}%"


def moment(value: Any, form: str = "") -> str:
    """``2020-12-08 20:00``; ``short`` leaves out the year, ``time`` the day."""
    at = as_moment(value)
    if at is None:
        return "—"
    local = timezone.localtime(at)
    pattern = {"short": "%m-%d %H:%M", "time": "%H:%M"}.get(form, "%Y-%m-%d %H:%M")
    return local.strftime(pattern)


def as_of(value: Any) -> str:
    """A closing moment: midnight is 24:00 of the day that ends, as bulletins say it."""
    at = as_moment(value)
    if at is None:
        return "—"
    local = timezone.localtime(at)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{(local - timedelta(seconds=1)):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def day(value: Any, form: str = "") -> str:
    """``2020-12-08``; ``short`` gives ``12-08``. Takes a date, its ISO text, or a moment."""
    if value is None or value == "":
        return "—"
    if isinstance(value, datetime):
        found = timezone.localtime(value).date()
    elif isinstance(value, date):
        found = value
    else:
        text = str(value)
        found = date.fromisoformat(text) if len(text) == 10 else timezone.localtime(as_moment(text)).date()
    return f"{found:%m-%d}" if form == "short" else f"{found:%Y-%m-%d}"


def span(minutes: float) -> str:
    """A span in the two largest units a person needs, cut and never rounded up.

    The islands' catalogue says the same (``frontend/src/lib/time.ts``): a clock must not jump when it starts.
    """
    total = int(abs(minutes))
    if total < 600:
        days, hours, rest = 0, total // 60, total % 60
    elif total < 2880:
        days, hours, rest = 0, total // 60, 0
    else:
        days, hours, rest = total // 1440, total % 1440 // 60, 0
    parts = [
        gettext("%(n)s d") % {"n": days} if days else "",
        gettext("%(n)s h") % {"n": hours} if hours else "",
        gettext("%(n)s min") % {"n": rest} if rest or not (days or hours) else "",
    ]
    return ("" if _chinese() else " ").join(part for part in parts if part)


def remaining(due: datetime, now: datetime) -> str:
    """What a running clock says: “due in 3 h”, “overdue by 26 min”."""
    minutes = (due - now).total_seconds() / 60
    if minutes < 0:
        return gettext("overdue by %(span)s") % {"span": span(minutes)}
    return gettext("due in %(span)s") % {"span": span(minutes)}


def outcome(state: str, late_minutes: Any) -> str:
    """What a clock says that has stopped, or has not begun."""
    if state == "waiting":
        return pgettext("task", "not yet")
    if state == "lapsed":
        return pgettext("clock", "lapsed")
    if state == "missed":
        return pgettext("clock", "ended undone")
    if state == "late" or late_minutes:
        if not late_minutes:
            return pgettext("clock", "done late")
        return gettext("done %(span)s late") % {"span": span(float(late_minutes))}
    return pgettext("clock", "done in time")


def masked(value: Any, keep_start: int = 0, keep_end: int = 0) -> str:
    """A number with its middle hidden: ``5101**********1234``. Short ones are hidden whole."""
    text = str(value or "")
    if len(text) <= keep_start + keep_end:
        return "*" * len(text)
    middle = "*" * (len(text) - keep_start - keep_end)
    return text[:keep_start] + middle + (text[-keep_end:] if keep_end else "")


def utc_text(value: Any) -> str:
    """A moment as ISO 8601 in UTC, for ``datetime`` and ``data-due`` attributes."""
    at = as_moment(value)
    return "" if at is None else at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")

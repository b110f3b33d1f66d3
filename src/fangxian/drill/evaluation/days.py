"""Days of an exercise, counted in the zone in which it begins. Pure."""

from __future__ import annotations

from datetime import datetime

from fangxian.drill.evaluation.material import Material


def day_of(material: Material, at: datetime) -> int:
    """The local day a moment lies in; day 0 is the day of the first report."""
    return (at.astimezone(material.starts_at.tzinfo).date() - material.starts_at.date()).days


def days_between(since: datetime, until: datetime) -> float:
    """A span in days."""
    return (until - since).total_seconds() / 86_400


def day_in(start: datetime, at: str) -> float:
    """Days from the start of day 0 to a moment in ISO 8601."""
    return days_between(start, datetime.fromisoformat(at))

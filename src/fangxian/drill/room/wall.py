"""The real time: timers of questions, chat and the driver's pulse run on it, whatever the exercise's clock says."""

from __future__ import annotations

from datetime import UTC, datetime


def wall() -> datetime:
    """The present moment, aware UTC."""
    return datetime.now(UTC)

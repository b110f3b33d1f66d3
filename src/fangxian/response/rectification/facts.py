"""Which facts findings are recorded as."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final

from fangxian.response.casework.facts import Whom
from fangxian.response.ledger import clock
from fangxian.response.rectification.models import Finding

FOUND: Final = "inspection.found"
SEVERITY: Final = {"S": "normal", "M": "high", "U": "critical"}
"""Rating of an evaluator → severity, as facts say it."""


def whom(finding: Finding) -> Whom:
    """The subject of a finding's facts, in its incident and area."""
    return Whom(finding.intake.incident_id, finding.subject, finding.area)


def end_of(day: date) -> datetime:
    """24:00 of a local day."""
    return datetime.combine(day + timedelta(days=1), time(), clock.zone())

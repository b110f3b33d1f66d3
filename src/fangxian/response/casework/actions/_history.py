"""The classification history of a case, and the present class that follows from it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fangxian.response.casework.models import Case, CaseStatus
from fangxian.response.ledger import clock


def add_to_history(case: Case, classification: str, at: datetime, fact: UUID) -> None:
    """Write a line of history and let the case show the last one by time."""
    CaseStatus.objects.create(
        case=case, area=case.area, classification=classification, at=at, recorded_at=clock.now(), fact=fact
    )
    show_last(case)


def show_last(case: Case) -> None:
    """Set the case's present classification from its history."""
    last = case.history.filter(replaced_at=None).order_by("-at", "-recorded_at").first()
    if last is not None:
        case.classification, case.classified_at = last.classification, last.at
        case.save(update_fields=["classification", "classified_at"])

"""The most pressing open task of each person on a page of a list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.queries.tasks import TaskView, from_row


def next_task(subjects: Iterable[str], now: datetime) -> dict[str, TaskView]:
    """By subject: the open task that is due first."""
    rows = (
        TaskRow.objects.filter(subject__in=list(subjects), state="open", window_from__lte=now)
        .order_by("subject", "due_at", "id")
        .distinct("subject")
    )
    return {row.subject: from_row(row, now) for row in rows}

"""How an incident's tasks stand at a moment, counted and ranked by PostgreSQL: now, or at any past moment.

The present is read from the tasks, the past from them and their history; neither evaluates a fact, so the answer
comes in milliseconds however long the record is. That the history says what an evaluation of the facts recorded by
then would say is held by a test.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any, LiteralString
from uuid import UUID

from django.db import connection

from fangxian.protocol.status import SOON
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.tasks import TaskView

_COLUMNS: LiteralString = (
    "incident_id, subject, pack, clause, step, level, role, office_id, area, basis, severity, state, opened_at, "
    "anchor_at, window_from, due_at, discharged_at, discharged_by, lapsed_at, reason"
)
_PRESENT: LiteralString = f"SELECT id AS task, {_COLUMNS} FROM ledger_task WHERE incident_id = %(incident)s"
_PAST: LiteralString = (
    f"{_PRESENT} AND known_from <= %(at)s UNION ALL "
    f"SELECT task, {_COLUMNS} FROM ledger_task_history WHERE incident_id = %(incident)s "
    "AND known_from <= %(at)s AND known_to > %(at)s"
)
_STATUS: LiteralString = """
    CASE WHEN state = 'discharged' THEN CASE WHEN discharged_at > due_at THEN 'late' ELSE 'discharged' END
         WHEN state = 'lapsed' THEN CASE WHEN lapsed_at > due_at THEN 'missed' ELSE 'lapsed' END
         WHEN %(at)s > due_at THEN 'overdue'
         WHEN %(at)s >= due_at - least(%(soon)s::interval, (due_at - window_from) / 4) THEN 'due_soon'
         WHEN %(at)s < window_from THEN 'waiting'
         ELSE 'open' END
"""
"""The same rules as :func:`fangxian.protocol.status.status`; a test holds them together."""


def _standing(incident: UUID, at: datetime) -> tuple[LiteralString, dict[str, Any]]:
    rows = _PRESENT if at >= clock.now() else _PAST
    query: LiteralString = f"(SELECT *, {_STATUS} AS status FROM ({rows}) AS stood) AS standing"
    return query, {"incident": incident, "at": at, "soon": SOON}


def by_level(incident: UUID, at: datetime) -> dict[str, Counter[str]]:
    """Counts of tasks by level, then status."""
    query, params = _standing(incident, at)
    counts: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT level, status, count(*) FROM {query} GROUP BY 1, 2", params)
        for level, status, count in cursor.fetchall():
            counts.setdefault(level, Counter())[status] = count
    return counts


def by_clause(incident: UUID, at: datetime) -> dict[tuple[str, str], Counter[str]]:
    """Counts of tasks by pack and clause, then status."""
    query, params = _standing(incident, at)
    counts: dict[tuple[str, str], Counter[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pack, clause, status, count(*) FROM {query} GROUP BY 1, 2, 3", params)
        for pack, clause, status, count in cursor.fetchall():
            counts.setdefault((pack, clause), Counter())[status] = count
    return counts


def pressing(incident: UUID, at: datetime, *, limit: int = 60, each: int = 6) -> list[TaskView]:
    """The tasks to look at first: overdue, due soon, open, then those that went wrong last, then those met.

    At most `each` of one clause and status, so that one clause of a thousand contacts does not hide the others.
    """
    query, params = _standing(incident, at)
    rank: LiteralString = (
        "array_position(ARRAY['overdue', 'due_soon', 'open', 'waiting', 'missed', 'late', 'discharged'], status)"
    )
    nearest: LiteralString = (
        "CASE WHEN state = 'open' THEN extract(epoch FROM due_at) ELSE -extract(epoch FROM due_at) END"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT task::text, {_COLUMNS} FROM (SELECT *, row_number() OVER "
            f"(PARTITION BY clause, status ORDER BY {nearest}, task) AS place FROM {query}) AS placed "
            f"WHERE place <= %(each)s AND status <> 'lapsed' ORDER BY {rank}, {nearest}, task LIMIT %(limit)s",
            {**params, "limit": limit, "each": each},
        )
        return [_view(row, at) for row in cursor.fetchall()]


def _view(row: tuple[Any, ...], at: datetime) -> TaskView:
    (task, incident, subject, pack, clause, step, level, role, office, area, basis, severity, state, opened_at,
     anchor_at, window_from, due_at, discharged_at, discharged_by, lapsed_at, reason) = row  # fmt: skip
    return TaskView(
        id=task, incident=incident, subject=subject, pack=pack, clause_id=clause, step=step, level=level, role=role,
        office=office, area=area, basis=basis, severity=severity, state=state, opened_at=opened_at,
        anchor_at=anchor_at, window_from=window_from, due_at=due_at, discharged_at=discharged_at,
        discharged_by=str(discharged_by) if discharged_by else None, lapsed_at=lapsed_at, reason=reason, now=at,
    )  # fmt: skip

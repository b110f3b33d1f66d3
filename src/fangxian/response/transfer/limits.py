"""By when people must have arrived: the clauses of the rulebook in force that an arrival discharges."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from django.db import connection

from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.packs import adopted, pack
from fangxian.response.transfer.models import Transfer

ARRIVALS: Final = frozenset({"quarantine.started", "case.hospitalised"})
"""Facts that an arrival is recorded as; a clause that one of them discharges, and that has a clock, is a limit."""


_FIRST_DUE: Final = """
    SELECT subject, incident_id, min(due_at) FROM ledger_task
    WHERE subject = ANY(%s::text[]) AND state = 'open'
        AND (pack, clause) IN (SELECT * FROM unnest(%s::text[], %s::text[]))
    GROUP BY subject, incident_id
"""


@cache
def limiting(name: str) -> frozenset[str]:
    """Clauses of a rulebook whose clock an arrival stops."""
    return frozenset(
        clause.id
        for clause in pack(name).clauses
        if clause.clock is not None and any(one.kind in ARRIVALS for one in clause.discharged_by)
    )


def limit_tasks(transfers: Iterable[Transfer]) -> dict[tuple[str, object], TaskRow]:
    """The open task that is due first, by subject and incident of those who are carried."""
    subjects = {one.subject for one in transfers}
    found: dict[tuple[str, object], TaskRow] = {}
    for row in TaskRow.objects.filter(subject__in=subjects, state="open").order_by("due_at"):
        if row.clause in limiting(row.pack):
            found.setdefault((row.subject, row.incident_id), row)
    return found


def first_due(subjects: Collection[str]) -> dict[tuple[str, object], datetime]:
    """By when each must have arrived, by subject and incident, without reading the tasks themselves."""
    known = [(one.id, clause) for one in adopted() for clause in limiting(one.id)]
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_DUE, [list(subjects), [pack for pack, _ in known], [clause for _, clause in known]])
        return {(subject, incident): due for subject, incident, due in cursor.fetchall()}


def limits(transfers: Sequence[Transfer]) -> list[tuple[Transfer, datetime]]:
    """Those for whom a limit is known, each with it."""
    tasks = limit_tasks(transfers)
    found = []
    for one in transfers:
        row = tasks.get((one.subject, one.incident_id))
        if row is not None:
            found.append((one, row.due_at))
    return found

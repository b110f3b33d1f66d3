"""By when people must have arrived: the clauses of the rulebook in force that an arrival discharges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.packs import adopted, pack
from fangxian.response.transfer.models import Transfer

ARRIVALS: Final = frozenset({"quarantine.started", "case.hospitalised"})
"""Facts that an arrival is recorded as; a clause that one of them discharges, and that has a clock, is a limit."""


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


def known_limits() -> list[tuple[str, str]]:
    """Rulebooks in use with the clauses of theirs whose clock an arrival stops."""
    return [(one.id, clause) for one in adopted() for clause in sorted(limiting(one.id))]


def limits(transfers: Sequence[Transfer]) -> list[tuple[Transfer, datetime]]:
    """Those for whom a limit is known, each with it."""
    tasks = limit_tasks(transfers)
    found = []
    for one in transfers:
        row = tasks.get((one.subject, one.incident_id))
        if row is not None:
            found.append((one, row.due_at))
    return found

"""No one missed 不漏一人: whom a clause covers, by name, and how each of them stands.

Every subject that a clause covers has a step for everything the clause owes it; so the covered are read from
the tasks, and each is discharged, open with an owner and a due time, ended with a reason, or excused with a
reason and a signer. There is no fifth state.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from fangxian.response.ledger import clauses
from fangxian.response.ledger.language import say

PAGE = 100

STATES = ("overdue", "open", "excused", "late", "missed", "discharged", "lapsed")
"""How a covered subject's step can stand, the ones to act on first."""

_STATE = """
    CASE WHEN t.state = 'discharged' AND t.late THEN 'late'
         WHEN t.state = 'discharged' THEN 'discharged'
         WHEN t.state = 'lapsed' AND t.lapsed_at > t.due_at THEN 'missed'
         WHEN t.state = 'lapsed' THEN 'lapsed'
         WHEN h.excused_at IS NOT NULL THEN 'excused'
         WHEN t.due_at < %(now)s THEN 'overdue'
         ELSE 'open' END
"""
_FROM = "FROM ledger_task AS t LEFT JOIN ledger_handling AS h ON h.node = t.id AND h.excused_at IS NOT NULL"


@dataclass(frozen=True)
class ClauseCoverage:
    """One clause: how many people or things it covers, and how their steps stand."""

    pack: str
    clause: str
    title: str
    basis: str
    mark: str
    cite: str
    subjects: int
    steps: int
    states: dict[str, int]

    @property
    def unfinished(self) -> int:
        """Steps somebody still has to act on."""
        return self.states["overdue"] + self.states["open"]


@dataclass(frozen=True)
class Covered:
    """One step of one covered subject."""

    task: str
    subject: str
    label: str
    area: str
    step: str
    state: str
    office: int | None
    role: str
    due_at: datetime
    discharged_at: datetime | None
    lapsed_at: datetime | None
    reason: str
    excused_reason: str
    excused_by: str
    key: str


def by_clause(incident: UUID, now: datetime) -> list[ClauseCoverage]:
    """Every clause that covers somebody in the area in scope, most unfinished first."""
    columns = ", ".join(f"count(*) FILTER (WHERE state = '{state}')" for state in STATES)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT pack, clause, count(DISTINCT subject), count(*), {columns} FROM "
            f"(SELECT t.pack, t.clause, t.subject, {_STATE} AS state {_FROM} WHERE t.incident_id = %(incident)s) AS s "
            "GROUP BY pack, clause",
            {"incident": incident, "now": now},
        )
        rows = cursor.fetchall()
    found = [_clause(row[:4], dict(zip(STATES, row[4:], strict=True))) for row in rows]
    return sorted(found, key=lambda one: (-one.states["overdue"], -one.unfinished, one.clause))


def _clause(row: tuple[Any, ...], states: dict[str, int]) -> ClauseCoverage:
    pack, clause_id, subjects, steps = row
    clause = clauses.clause(pack, clause_id)
    return ClauseCoverage(
        pack=pack,
        clause=clause_id,
        title=say(clause.title) if clause else clause_id,
        basis=clause.timing.basis if clause else "",
        mark=clause.mark if clause else "",
        cite=clause.cite if clause else "",
        subjects=subjects,
        steps=steps,
        states=states,
    )


def names(
    incident: UUID, clause: str, now: datetime, *, state: str = "", after: str = "", limit: int = PAGE
) -> list[Covered]:
    """The covered, by name: a page of steps of one clause in the order of due time.

    Parameters
    ----------
    state : str
        One of :data:`STATES`, ``unfinished`` (overdue or open), or empty for all.
    after : str
        Key of the last row of the page before.
    """
    wanted = ["overdue", "open"] if state == "unfinished" else [state] if state else list(STATES)
    due, _underscore, id_ = after.partition("_")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM (SELECT t.id::text, t.subject, coalesce(p.label, z.name, ''), t.area, t.step, "
            f"{_STATE} AS state, t.office_id, t.role, t.due_at, t.discharged_at, t.lapsed_at, t.reason, "
            f"coalesce(h.excused_reason, ''), coalesce(h.excused_by, '') {_FROM} "
            "LEFT JOIN registry_person AS p ON t.subject = 'person:' || p.id "
            "LEFT JOIN containment_zone AS z ON t.subject = 'zone:' || z.id "
            "WHERE t.incident_id = %(incident)s AND t.clause = %(clause)s "
            "AND (%(due)s::timestamptz IS NULL OR (t.due_at, t.id) > (%(due)s::timestamptz, %(id)s::uuid)) "
            "ORDER BY t.due_at, t.id) AS s WHERE state = ANY(%(wanted)s) LIMIT %(limit)s",
            {
                "incident": incident, "clause": clause, "now": now, "wanted": wanted, "limit": limit,
                "due": due or None, "id": id_ or None,
            },
        )  # fmt: skip
        return [_covered(row) for row in cursor.fetchall()]


def every_name(incident: UUID, clause: str, now: datetime, state: str = "") -> Iterator[Covered]:
    """All pages one after another, in bounded memory."""
    after = ""
    while page := names(incident, clause, now, state=state, after=after, limit=5_000):
        yield from page
        after = page[-1].key


def _covered(row: tuple[Any, ...]) -> Covered:
    due_at, task = row[8], row[0]
    named = dict(zip((field.name for field in fields(Covered)), row, strict=False))
    return Covered(**named, key=f"{due_at.isoformat()}_{task}")

"""One incident under two editions: every clause with its steps met, late and missed, side by side."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.clause import Clause
from fangxian.protocol.pack import Pack
from fangxian.protocol.status import status
from fangxian.response.ledger import project, store

STATES: Final = ("discharged", "late", "missed", "overdue", "due_soon", "open", "waiting", "lapsed")
"""How a step can stand: done in time, done late, ended undone after its time, past its time, and the rest."""


@dataclass(slots=True)
class Row:
    """A clause of either edition, with its steps by how they stand under each."""

    left: Clause | None = None
    right: Clause | None = None
    counts: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))

    @property
    def clause(self) -> Clause | None:
        """The clause that names the row."""
        return self.left or self.right

    @property
    def differs(self) -> bool:
        """Whether the two editions come to different counts."""
        return self.counts[0] != self.counts[1]


@dataclass(frozen=True, slots=True)
class Editions:
    """The whole comparison: a row a clause that owes anything under either edition, and the sums."""

    rows: tuple[Row, ...]
    totals: tuple[Counter[str], Counter[str]]
    subjects: int


def editions(incident: UUID, left: Pack, right: Pack, now: datetime) -> Editions:
    """Read the facts of the area in scope once and evaluate them under both editions, as if each had always held."""
    groups = project.group(store.of_incident(incident))
    facts = {subject: [one.fact for one in stored] for (_incident, subject), stored in groups.items()}
    rows: defaultdict[str, Row] = defaultdict(Row)
    totals: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
    for side, pack in enumerate((left, right)):
        clauses = {clause.id: clause for clause in pack.clauses}
        for tasks in evaluate_many(pack, facts, now=now).values():
            for task in tasks:
                state = status(task, now)
                rows[task.clause].counts[side][state] += 1
                totals[side][state] += 1
        for name in rows:
            if side == 0:
                rows[name].left = clauses.get(name)
            else:
                rows[name].right = clauses.get(name)
    order = {clause.id: number for number, clause in enumerate((*left.clauses, *right.clauses))}
    listed = sorted(rows, key=lambda name: order.get(name, len(order)))
    return Editions(tuple(rows[name] for name in listed), totals, len(facts))

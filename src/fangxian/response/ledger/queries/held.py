"""How tasks are handled, for pages: rows by task, parts as tasks of their own, the whole tree of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clauses
from fangxian.response.ledger.handled import WITHDRAWN
from fangxian.response.ledger.models import HandlingRow, TaskRow
from fangxian.response.ledger.presence import present
from fangxian.response.ledger.queries.tasks import TaskView, from_row


def of_nodes(nodes: Iterable[str | UUID]) -> dict[str, HandlingRow]:
    """How these tasks and parts are handled, by id; those nobody acted on are missing."""
    return {str(row.node): row for row in HandlingRow.objects.filter(node__in=list(nodes))}


def assignees(rows: Iterable[HandlingRow]) -> dict[int, Post]:
    """Posts that tasks were given to and that somebody holds, by post; the other tasks lie with the whole office."""
    held = list(rows)
    posts = present(row.assignee for row in held)
    offices = {row.assignee: row.office_id for row in held}
    return {number: post for number, post in posts.items() if post.office_id == offices.get(number)}


def from_part(row: HandlingRow, now: datetime) -> TaskView:
    """A part as a task of its own: due with the task or earlier, closed by its report or with the task."""
    clause = clauses.clause(row.pack, row.clause)
    given = row.given_at or row.window_from
    lapsed = row.state in {"lapsed", WITHDRAWN}
    return TaskView(
        id=str(row.node), incident=row.incident_id, subject=row.subject, pack=row.pack, clause_id=row.clause,
        step=row.step, level="", role="", office=row.office_id, area=row.area,
        basis=clause.timing.basis if clause else "", severity=row.severity,
        state="discharged" if row.done_at else "lapsed" if lapsed else row.state,
        opened_at=given, anchor_at=given, window_from=min(given, row.due_at), due_at=row.due_at,
        discharged_at=row.done_at, discharged_by=str(row.done) if row.done else None, lapsed_at=None, reason="",
        now=now,
    )  # fmt: skip


@dataclass(frozen=True)
class Branch:
    """A node of a task's tree, with how deep it hangs."""

    depth: int
    task: TaskView
    row: HandlingRow | None


def tree(root: UUID, now: datetime) -> list[Branch]:
    """A task and its parts, each below the one it is a part of, as far as the area in scope shows them."""
    rows = list(HandlingRow.objects.filter(root=root).order_by("given_at", "office", "node"))
    top = TaskRow.objects.filter(id=root).first()
    known = {row.node for row in rows}
    found: list[Branch] = []
    if top is not None:
        own = next((row for row in rows if row.node == root), None)
        found.append(Branch(0, from_row(top, now), own))

    def hang(parent: UUID | None, depth: int) -> None:
        for row in rows:
            # A part whose parent lies outside the area in scope is shown at the top.
            above = row.parent if row.parent in known else None if row.parent is None or top is None else root
            if row.node != root and above == parent:
                found.append(Branch(depth, from_part(row, now), row))
                hang(row.node, depth + 1)

    hang(root if top is not None else None, 1 if top is not None else 0)
    return found


def node(id_: UUID, now: datetime) -> Branch | None:
    """One task or part in scope; None where there is none."""
    row = HandlingRow.objects.filter(node=id_).first()
    if row is not None and row.parent is not None:
        return Branch(0, from_part(row, now), row)
    task = TaskRow.objects.filter(id=id_).first()
    return None if task is None else Branch(0, from_row(task, now), row)


def nodes(ids: Iterable[UUID], now: datetime) -> list[TaskView]:
    """These tasks and parts, as far as they are in scope, by due time."""
    wanted = list(ids)
    found = [from_row(row, now) for row in TaskRow.objects.filter(id__in=wanted)]
    parts = HandlingRow.objects.filter(node__in=wanted, parent__isnull=False)
    return sorted([*found, *(from_part(row, now) for row in parts)], key=lambda task: (task.due_at, task.id))

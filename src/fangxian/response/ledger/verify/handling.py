"""Receipts, parts and hand-overs, refolded from the facts about tasks and compared."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connections
from django.utils.translation import gettext as _

from fangxian.response.ledger import handled
from fangxian.response.ledger.verify.result import Progress, Verification
from fangxian.response.ledger.verify.rows import BATCH


def check(result: Verification, on_progress: Progress) -> None:
    """Refold every task that there is a fact about, or that is said to have been acted on."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT task.id::text FROM ledger_fact AS fact JOIN ledger_task AS task "
            "ON fact.subject = 'task:' || task.id::text AND fact.incident_id = task.incident_id "
            "UNION SELECT DISTINCT root::text FROM ledger_handling ORDER BY 1"
        )
        tasks = [task for (task,) in cursor.fetchall()]
    for start in range(0, len(tasks), BATCH):
        part = tasks[start : start + BATCH]
        _compare(result, part)
        on_progress(_("handling"), start + len(part), len(tasks))


def _compare(result: Verification, tasks: list[str]) -> None:
    roots = handled.roots(tasks, using="owner")
    wanted = {row["node"]: row for row in handled.expected(roots, using="owner")}
    standing = {root.id for root in roots}
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(handled.COLUMNS)} FROM ledger_handling WHERE root = ANY(%s::uuid[])", [tasks]
        )
        held = {str(row[0]): dict(zip(handled.COLUMNS, row, strict=True)) for row in cursor.fetchall()}
    for node in sorted(wanted.keys() | held.keys()):
        result.handled += 1
        found, expected = held.get(node), wanted.get(node)
        row = expected or found or {}
        label = f"{row['clause']} {row['subject']} {row['step']}"
        if expected is None:
            # Of a task that is no longer called for the handling is kept, should it be owed again.
            if str(row["root"]) in standing or row["state"] != handled.WITHDRAWN:
                result.different.append(f"{label}: {node}")
        elif found is None:
            result.different.append(f"{label}: –")
        else:
            name = next((name for name in handled.COLUMNS if not _same(expected[name], found[name])), None)
            if name is not None:
                result.different.append(f"{label}: {name} {found[name]} ≠ {expected[name]}")


def _same(expected: Any, found: Any) -> bool:
    shown = str(found) if isinstance(found, UUID) and not isinstance(expected, UUID) else found
    return bool(expected == shown)

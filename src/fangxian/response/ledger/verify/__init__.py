"""Proof of the record: every digest, the chain of seals, and all tasks rebuilt from the facts and compared."""

from __future__ import annotations

import os
from datetime import datetime
from typing import Final

from django.db import connections, transaction
from django.utils.translation import gettext as _

from fangxian.response.ledger import clock, merges
from fangxian.response.ledger.verify import chain, handling, rows, shares
from fangxian.response.ledger.verify.result import Progress, Verification

__all__ = ["Verification", "verify"]

_WORTH_SHARING: Final = 50_000
"""Facts that make it worth to start a second process."""


def verify(on_progress: Progress = lambda *_args: None, workers: int | None = None) -> Verification:
    """Check the whole ledger of this workspace.

    Reads as the owner, in one snapshot, so that recording may go on meanwhile. Tasks of clauses that repeat
    without end are compared as of the workspace's present moment.

    Parameters
    ----------
    on_progress : callable
        Hears how far each stage is.
    workers : int, optional
        Processes to share the subjects among; by default one for each processor if the record is long.
    """
    result = Verification()
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        if workers is None:
            workers = (os.cpu_count() or 1) if rows.count("ledger_fact") >= _WORTH_SHARING else 1
        chain.check(result, on_progress)
        _check_subjects(result, on_progress, clock.now(), workers)
        _find_orphans(result)
        handling.check(result, on_progress)
    return result


def _check_subjects(result: Verification, on_progress: Progress, now: datetime, workers: int) -> None:
    total = rows.count("ledger_fact")
    for found in shares.check(now, workers):
        result.facts += found.facts
        result.tasks += found.tasks
        result.altered += found.altered
        result.different += found.different
        on_progress(_("facts and tasks"), result.facts, total)
    result.altered.sort()
    result.different.sort()


def _find_orphans(result: Verification) -> None:
    names = merges.roots(using="owner")
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT clause || ' ' || subject || ' ' || step FROM ledger_task AS task WHERE NOT EXISTS "
            "(SELECT FROM ledger_fact WHERE subject = task.subject AND incident_id = task.incident_id) AND NOT EXISTS "
            "(SELECT FROM unnest(%s::text[], %s::text[]) AS merged (subject, root) JOIN ledger_fact AS fact "
            "USING (subject) WHERE merged.root = task.subject AND fact.incident_id = task.incident_id)",
            [list(names), list(names.values())],
        )
        orphans = [name for (name,) in cursor.fetchall()]
    result.tasks += len(orphans)
    result.different.extend(orphans)

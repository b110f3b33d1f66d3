"""The subjects shared among processes, each reading the same snapshot of the record."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from multiprocessing import get_context
from typing import Final

from django.db import connections, transaction

from fangxian.response.ledger import worker
from fangxian.response.ledger.verify import subjects
from fangxian.response.ledger.verify.subjects import Share

_EACH: Final = 4
"""Shares to a process: some progress to see, and no long wait for the last."""


def check(now: datetime, workers: int) -> Iterator[Share]:
    """Verify all subjects, here or in processes of their own."""
    if workers <= 1:
        yield from _without_collector(now)
        return
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
    total = workers * _EACH
    databases = {alias: connections[alias].settings_dict for alias in ("default", "owner")}
    with ProcessPoolExecutor(workers, get_context("spawn"), worker.start, (databases,)) as pool:
        for future in [pool.submit(worker.share, now, snapshot, share, total) for share in range(total)]:
            yield future.result()


def _without_collector(now: datetime) -> Iterator[Share]:
    # Millions of small objects, none of them in a circle, would wake the collector for nothing.
    running = gc.isenabled()
    gc.disable()
    try:
        yield from subjects.check(now)
    finally:
        if running:
            gc.enable()


def one(now: datetime, snapshot: str, share: int, shares: int) -> Share:
    """Verify one share, reading the snapshot of the process that asked."""
    whole = Share()
    with transaction.atomic(using="owner"):
        with connections["owner"].cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute("SET TRANSACTION SNAPSHOT %s", [snapshot])
        for found in subjects.check(now, share, shares):
            whole.facts += found.facts
            whole.tasks += found.tasks
            whole.altered += found.altered
            whole.different += found.different
    return whole

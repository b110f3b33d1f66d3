"""The curtain before what participants may not know: a session setting that PostgreSQL's row-level security reads.

Without it the tables of injects, faults, truth, observations and the journal are empty, whatever a query asks. The
pages and operations of controllers and evaluators lift it once their right has been checked; the driver does.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection
from psycopg.pq import TransactionStatus

_lifted: ContextVar[bool] = ContextVar("curtain", default=False)


@contextmanager
def lifted() -> Iterator[None]:
    """See what lies behind the curtain while the block runs."""
    before = _lifted.get()
    _set(True)
    token = _lifted.set(True)
    try:
        yield
    finally:
        _lifted.reset(token)
        _restore(before)


def _set(open_: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('fangxian.curtain', %s, false)", ["lifted" if open_ else ""])


def _restore(before: bool) -> None:
    # A transaction that failed takes no statement, and its roll-back restores the setting itself.
    if connection.connection is None or (connection.in_atomic_block and connection.needs_rollback):
        return
    if connection.connection.info.transaction_status != TransactionStatus.INERROR:
        _set(before)

"""Which areas this connection may see: two session settings that PostgreSQL's row-level security reads.

Nothing is visible until a scope is entered. Requests enter the scope of the current post
(`PostMiddleware`); commands, jobs and the ledger's own bookkeeping enter `everywhere()`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection

from fangxian.response.jurisdiction.codes import area_range

_scope: ContextVar[str | None] = ContextVar("area_scope", default=None)
_told: ContextVar[object] = ContextVar("area_scope_told", default=None)
"""The session of PostgreSQL that was told to show every row, while nothing narrower has been entered."""


def current() -> str | None:
    """Prefix of the area in scope; None where nothing is visible."""
    return _scope.get()


@contextmanager
def area(prefix: str) -> Iterator[None]:
    """See the rows of one area (and all below it) while the block runs.

    Parameters
    ----------
    prefix : str
        Area code; the empty code is the whole country.
    """
    with _within(prefix):
        yield


@contextmanager
def nowhere() -> Iterator[None]:
    """See nothing: for requests that nobody with a post has made, whatever ran on this connection before."""
    with _within(None):
        yield


@contextmanager
def everywhere() -> Iterator[None]:
    """See every row: for the ledger's bookkeeping, jobs and the command line, never for a page."""
    with area(""):
        yield


@contextmanager
def _within(prefix: str | None) -> Iterator[None]:
    before, session = _scope.get(), connection.connection
    if prefix == before == "" and session is not None and _told.get() is session:
        yield  # commands within commands: what is in sight already is not said again. Were it lost, nothing would be.
        return
    _apply(prefix)
    token, told = _scope.set(prefix), _told.set(connection.connection if prefix == "" else None)
    try:
        yield
    finally:
        _told.reset(told)
        _scope.reset(token)
        _restore(before)


def _apply(prefix: str | None) -> None:
    lo, hi = ("", "") if prefix is None else area_range(prefix)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('fangxian.area_lo', %s, false), set_config('fangxian.area_hi', %s, false)",
            [lo, hi],
        )


def _restore(prefix: str | None) -> None:
    # After an error inside a transaction the connection takes no statement until it is rolled back, and
    # the roll-back itself restores the settings that held when the transaction began.
    if connection.connection is None or (connection.in_atomic_block and connection.needs_rollback):
        return
    from psycopg.pq import TransactionStatus

    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    _apply(prefix)

"""Reads the whole record as the owner, by a cursor on the server: memory stays bounded however long it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, LiteralString

from django.db import connections
from psycopg.types.datetime import TimestamptzLoader

BATCH: Final = 20_000


def read(query: LiteralString, params: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Rows of a query."""
    owner = connections["owner"]
    owner.ensure_connection()
    with owner.connection.cursor(name="verify") as cursor:
        cursor.adapters.register_loader("timestamptz", TimestamptzLoader)  # the driver's own is the quicker one
        cursor.itersize = BATCH
        yield from cursor.execute(query, params or None)


def count(table: LiteralString) -> int:
    """How many rows a table has."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])

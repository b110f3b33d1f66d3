"""The workspaces that stand on the server this process speaks to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime

import psycopg
from psycopg import conninfo


def every() -> Iterator[tuple[str, str, str, datetime | None]]:
    """Slug, kind, title and clock of each workspace; databases that are none are passed over."""
    owner = conninfo.conninfo_to_dict(os.environ["FANGXIAN_OWNER_DSN"])
    stem = str(owner["dbname"]).removesuffix("_live")
    with psycopg.connect(conninfo.make_conninfo("", **owner)) as connection:
        names = [
            name
            for (name,) in connection.execute(
                "SELECT datname FROM pg_database WHERE datname = %s OR starts_with(datname, %s) ORDER BY 1",
                [owner["dbname"], f"{stem}_"],
            )
        ]
    for name in names:
        try:
            with psycopg.connect(conninfo.make_conninfo("", **{**owner, "dbname": name})) as connection:
                row = connection.execute("SELECT slug, kind, title_zh, clock FROM ledger_workspace").fetchone()
        except (psycopg.errors.UndefinedTable, psycopg.errors.InsufficientPrivilege):
            continue
        if row is not None:
            yield row

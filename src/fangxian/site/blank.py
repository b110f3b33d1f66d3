"""The blank 空白库: a database with every table and the reference data, of which new workspaces are copies.

Making the tables and loading the division tree of the whole country takes far longer than copying files.
The first workspace that is made on a server leaves a copy of itself behind before anything of its own is in it. The
copy says by which migrations it was made; one of others is thrown away. It is only a short cut: where it cannot be
made or read, a workspace is made the long way.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Final

import psycopg
from psycopg import conninfo, sql

_SUFFIX: Final = "__blank"
"""No workspace is called so: names begin with a letter."""

_HERE: Final = Path(__file__).parent.parent


def blank_of(dsn: str) -> str | None:
    """Name of the blank beside a workspace's database, if it is one of the present migrations."""
    name, admin = _beside(dsn)
    try:
        with psycopg.connect(admin) as connection:
            made_by = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
            ).fetchone()
    except psycopg.Error:
        return None
    return name if made_by == (_key(),) else None


def keep_blank(dsn: str) -> bool:
    """Keep a copy of a database that nobody is connected to as the blank; says whether one was made.

    Parameters
    ----------
    dsn : str
        Of a database with all tables and reference data, and nothing else.
    """
    if blank_of(dsn) is not None:
        return False
    name, admin = _beside(dsn)
    source = str(conninfo.conninfo_to_dict(dsn)["dbname"])
    try:
        with psycopg.connect(admin, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            connection.execute(copy_of(name, source))
            connection.execute(
                sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(_key()))
            )
    except psycopg.Error:  # no right to, or somebody is connected: the next workspace tries again
        return False
    return True


def copy_of(name: str, source: str) -> sql.Composed:
    """The statement that makes a database as a copy of another, file by file."""
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
    return statement.format(sql.Identifier(name), sql.Identifier(source))


def _beside(dsn: str) -> tuple[str, str]:
    """Name of the blank, and how to reach the server it is on."""
    parts = conninfo.conninfo_to_dict(dsn)
    named = os.environ.get("FANGXIAN_DATABASE_URL", "")
    base = str(conninfo.conninfo_to_dict(named).get("dbname", "fangxian"))
    return base + _SUFFIX, conninfo.make_conninfo("", **{**parts, "dbname": "postgres"})


def _key() -> str:
    """A digest of every migration."""
    found = hashlib.sha256()
    for file in sorted(_HERE.rglob("migrations/*.py")):
        found.update(f"{file.relative_to(_HERE)}\0".encode() + file.read_bytes())
    return found.hexdigest()

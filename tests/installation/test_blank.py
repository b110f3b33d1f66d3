"""New workspaces are copies of a blank, as long as it was made by the present migrations."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import conninfo

from fangxian.site import blank
from fangxian.site.workspace import open_workspace

FIRST, SECOND = "fangxian_blanktest", "fangxian_blanktest_second"


@pytest.fixture
def server(django_db_setup: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[psycopg.Connection]:
    """The tests' own server, on which nothing of this test is left behind."""
    parts = conninfo.conninfo_to_dict(os.environ["FANGXIAN_OWNER_DSN"])
    for name in ("FANGXIAN_OWNER_DSN", "FANGXIAN_APP_DSN", "FANGXIAN_WORKSPACE"):
        monkeypatch.setenv(name, os.environ.get(name, ""))
    monkeypatch.setenv("FANGXIAN_DATABASE_URL", conninfo.make_conninfo("", **{**parts, "dbname": FIRST}))
    admin = conninfo.make_conninfo("", **{**parts, "dbname": "postgres"})
    with psycopg.connect(admin, autocommit=True) as connection:
        yield connection
        for name in (FIRST, SECOND, f"{FIRST}__blank"):
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def run(dsn: str, statement: str) -> object:
    with psycopg.connect(dsn, autocommit=True) as connection:
        done = connection.execute(statement)
        return done.fetchone() if done.description else None


def test_a_second_workspace_is_a_copy_of_what_the_first_left(
    server: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_workspace()
    dsn = os.environ["FANGXIAN_OWNER_DSN"]
    assert blank.blank_of(dsn) is None
    run(dsn, "CREATE TABLE reference AS SELECT 7 AS number")
    assert blank.keep_blank(dsn)
    assert not blank.keep_blank(dsn)
    run(dsn, "UPDATE reference SET number = 8")
    open_workspace("second")
    assert run(os.environ["FANGXIAN_OWNER_DSN"], "SELECT number FROM reference") == (7,)
    monkeypatch.setattr(blank, "_key", lambda: "other migrations")
    assert blank.blank_of(dsn) is None
    assert blank.keep_blank(dsn)
    assert blank.blank_of(dsn) is not None


def test_a_database_in_use_is_not_copied_and_nothing_breaks(server: psycopg.Connection) -> None:
    open_workspace()
    dsn = os.environ["FANGXIAN_OWNER_DSN"]
    with psycopg.connect(dsn):
        assert not blank.keep_blank(dsn)
    assert blank.blank_of(dsn) is None

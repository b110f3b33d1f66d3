"""A PostgreSQL server that somebody else runs: what a login lacks is said, with the way out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo, sql

from fangxian.errors import FangxianError
from fangxian.site import workspace
from fangxian.site.embedded import Cluster

pytestmark = pytest.mark.own_database


@pytest.fixture
def server(own_database: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a login without any rights; the server is the tests' own, spoken to as another's."""
    cluster = Cluster(Path(os.environ["FANGXIAN_TEST_ROOT"]), durable=False)
    login = f"plain_{os.getpid()}"
    for name in ("FANGXIAN_OWNER_DSN", "FANGXIAN_APP_DSN", "FANGXIAN_WORKSPACE"):
        monkeypatch.setenv(name, os.environ.get(name, ""))  # what opening sets is put back
    monkeypatch.setattr(workspace, "_cluster", None)
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(login)))
        address = conninfo.make_conninfo(cluster.dsn("fangxian_elsewhere"), user=login)
        monkeypatch.setenv("FANGXIAN_DATABASE_URL", address)
        yield login
        admin.execute("DROP DATABASE IF EXISTS fangxian_elsewhere")
        admin.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(login)))


def grant(statement: str, login: str) -> None:
    cluster = Cluster(Path(os.environ["FANGXIAN_TEST_ROOT"]), durable=False)
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL(statement).format(sql.Identifier(login)))


def test_a_login_that_may_not_become_the_application_is_told_what_to_ask_for(server: str) -> None:
    with pytest.raises(FangxianError) as refused:
        workspace.open_workspace("live")
    assert refused.value.code == "database.rights"
    assert f"GRANT fangxian_app TO {server}" in str(refused.value)


def test_a_login_that_may_not_make_the_database_is_told_what_to_ask_for(server: str) -> None:
    grant("GRANT fangxian_app TO {}", server)
    with pytest.raises(FangxianError) as refused:
        workspace.open_workspace("live")
    assert refused.value.code == "database.rights"
    assert "fangxian_elsewhere" in str(refused.value)


def test_a_login_with_both_opens_and_another_workspace_that_is_not_there_is_refused(server: str) -> None:
    grant("GRANT fangxian_app TO {}", server)
    grant("ALTER ROLE {} CREATEDB", server)
    workspace.open_workspace("live")
    assert "role=fangxian_app" in os.environ["FANGXIAN_APP_DSN"].replace("\\", "")
    with pytest.raises(FangxianError) as refused:
        workspace.open_workspace("drill", create=False)
    assert refused.value.code == "workspace.unknown"

"""The replay of Pidu 2020, once for all tests of a module, in a database that really commits."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from fangxian.drill.replay.load import Record, load_record


@dataclass(frozen=True)
class Played:
    """A replayed outbreak: its record, what the run said of itself, and where it lies."""

    record: Record
    acts: int
    dsn: str


@pytest.fixture(scope="session")
def record() -> Record:
    """The documented outbreak."""
    return load_record()


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[Played]:
    """The whole outbreak, replayed from the first case to the last zone."""
    import psycopg
    from django.db import connections
    from psycopg import conninfo

    from fangxian.site.embedded import Cluster
    from tests.conftest import _copy

    cluster = Cluster(Path(os.environ["FANGXIAN_TEST_ROOT"]), durable=False)
    shared = str(conninfo.conninfo_to_dict(os.environ["FANGXIAN_OWNER_DSN"])["dbname"])
    name = f"{shared}_played"
    _copy(cluster, cluster.dsn(name))
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        from fangxian.drill.replay.replay import replay
        from fangxian.response.jurisdiction import access

        make_workspace()
        with access.everywhere():
            done = replay(load_record())
            yield Played(load_record(), done.acts, cluster.dsn(name))
        for alias in ("default", "owner"):
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = shared
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def make_workspace(kind: str = "sample") -> None:
    """The workspace a replay runs in, its clock not yet set."""
    from fangxian.response.jurisdiction import access
    from fangxian.response.ledger.actions.create_workspace import create_workspace

    with access.everywhere():
        create_workspace(slug="pidu-2020", kind=kind, title_zh="郫都", title_en="Pidu", home="5101")

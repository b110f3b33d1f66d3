"""Every test run has its own throw-away PostgreSQL cluster; every test a clean slate.

One template database is migrated once and copied for each worker. Tests run inside a transaction as the
application role, under row-level security, exactly as the product does. Tests marked ``own_database`` get a
copy of their own that really commits.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# Tests ask what is right; how long it takes on a busy machine is for bench/ to say.
settings.register_profile("fangxian", deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("fangxian")

_TEMPLATE = "fangxian_template"


@pytest.fixture(autouse=True)
def _the_language_of_one_test_is_not_the_next_ones() -> Iterator[None]:
    yield
    from django.utils import translation

    translation.deactivate()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests of a module stay together, since they share what is costly to make; all browser tests share one site."""
    from xdist.scheduler import LoadScopeScheduling

    class ByModule(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]

    return ByModule(config, log)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One worker more than processors: whoever drives the browser mostly waits for it."""
    return (os.cpu_count() or 1) + 1


@pytest.fixture(scope="session", autouse=True)
def _one_worker_compiles_a_kernel_for_all() -> Iterator[None]:
    """Kernels are kept on disk: of several workers whoever needs one first compiles it, and the others read it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        yield
        return
    import fcntl
    import threading

    from numba.core.dispatcher import Dispatcher

    compiles, within, depth = Dispatcher.compile, threading.RLock(), 0

    def one_at_a_time(self: Any, signature: Any) -> Any:
        nonlocal depth
        with within:
            if depth == 0:
                fcntl.flock(lock, fcntl.LOCK_EX)
            depth += 1
            try:
                return compiles(self, signature)
            finally:
                depth -= 1
                if depth == 0:
                    fcntl.flock(lock, fcntl.LOCK_UN)

    with (
        open(Path(os.environ["FANGXIAN_TEST_ROOT"]) / "kernels.lock", "w") as lock,
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(Dispatcher, "compile", one_at_a_time)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """The template, made by whichever worker comes first, and this worker's copy of it."""
    import fcntl

    import psycopg

    from fangxian.site.embedded import Cluster

    root = Path(os.environ["FANGXIAN_TEST_ROOT"])
    cluster = Cluster(root, durable=False)
    cluster.acquire()
    with open(root / "template.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
            if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [_TEMPLATE]).fetchone():
                with django_db_blocker.unblock():
                    _make_template(cluster, admin)
    _copy(cluster, os.environ["FANGXIAN_OWNER_DSN"])
    yield
    from django.db import connections

    connections.close_all()
    cluster.release()


def _make_template(cluster: object, admin: object) -> None:
    from django.db import connections

    from fangxian.site.database import migrate

    admin.execute("CREATE ROLE fangxian_app LOGIN NOSUPERUSER NOBYPASSRLS")
    admin.execute(f"CREATE DATABASE {_TEMPLATE}_new")
    owner = connections["owner"]
    before = owner.settings_dict["NAME"]
    owner.close()
    owner.settings_dict["NAME"] = f"{_TEMPLATE}_new"
    migrate()
    owner.close()
    owner.settings_dict["NAME"] = before
    admin.execute(f"ALTER DATABASE {_TEMPLATE}_new RENAME TO {_TEMPLATE}")


def _copy(cluster: object, dsn: str) -> str:
    import psycopg
    from psycopg import conninfo, sql

    from fangxian.site.blank import copy_of

    name = str(conninfo.conninfo_to_dict(dsn)["dbname"])
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(copy_of(name, _TEMPLATE))
    return name


@contextmanager
def database_of_its_own(suffix: str, blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A copy of the template that really commits, for as long as it is entered; gives the owner's connection string."""
    import psycopg
    from django.db import connections
    from psycopg import conninfo

    from fangxian.site.embedded import Cluster

    cluster = Cluster(Path(os.environ["FANGXIAN_TEST_ROOT"]), durable=False)
    shared = str(conninfo.conninfo_to_dict(os.environ["FANGXIAN_OWNER_DSN"])["dbname"])
    name = f"{shared}_{suffix}"
    _copy(cluster, cluster.dsn(name))
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    with blocker.unblock():
        for alias in before:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = name
        yield cluster.dsn(name)
        for alias, other in before.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = other
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as admin:
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def own_database(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """A database of the test's own; gives the owner's connection string."""
    with database_of_its_own("own", django_db_blocker) as dsn:
        yield dsn

"""Where the tests' PostgreSQL lives: decided before Django reads its settings (loaded by ``-p tests.cluster``)."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest


def _prepare(config: pytest.Config) -> None:
    # The workers of pytest-xdist inherit the controller's cluster.
    if "FANGXIAN_TEST_ROOT" not in os.environ:
        root = Path(tempfile.mkdtemp(prefix="fangxian-test-"))
        os.environ["FANGXIAN_TEST_ROOT"] = str(root)
        config.add_cleanup(lambda: _remove(root))
    root = Path(os.environ["FANGXIAN_TEST_ROOT"])
    os.environ["FANGXIAN_DATA"] = str(root)
    os.environ["FANGXIAN_THROWAWAY"] = "1"
    os.environ.pop("FANGXIAN_DATABASE_URL", None)
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    database = f"fangxian_test_{worker}"
    from fangxian.site.embedded import Cluster

    cluster = Cluster(root, durable=False)
    os.environ["FANGXIAN_OWNER_DSN"] = cluster.dsn(database)
    os.environ["FANGXIAN_APP_DSN"] = cluster.dsn(database, user="fangxian_app")


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    _prepare(early_config)


def _remove(root: Path) -> None:
    from fangxian.site.embedded import Cluster

    cluster = Cluster(root)
    if cluster.pgdata.exists():
        cluster.stop()
    shutil.rmtree(root, ignore_errors=True)

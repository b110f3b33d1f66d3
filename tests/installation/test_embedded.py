"""The embedded PostgreSQL: what can go wrong is said, with the way out, and nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from collections import namedtuple
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from fangxian.site import embedded
from fangxian.site.embedded import Cluster, DatabaseUnavailable, wait_until_ready


@pytest.fixture
def root() -> Iterator[Path]:
    """A data directory of its own, outside any private folder, with its server stopped afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="fangxian-cluster-"))
    yield folder
    cluster = Cluster(folder, durable=False)
    if cluster.pgdata.exists() and (cluster.pgdata / "PG_VERSION").read_text().strip() == embedded.VERSION:
        cluster.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def initialised() -> Iterator[Path]:
    """A cluster that was made and stopped, to be copied: making one takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="fangxian-cluster-"))
    made = Cluster(folder, durable=False)
    made.acquire()
    made.release()
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(root: Path, initialised: Path) -> Cluster:
    subprocess.run(["cp", "-a", f"{initialised}/pg", f"{root}/pg"], check=True)
    made = Cluster(root, durable=False)
    made.acquire()
    return made


def ask(cluster: Cluster, statement: str) -> object:
    with psycopg.connect(cluster.dsn("postgres"), autocommit=True) as connection:
        found = connection.execute(statement)
        return found.fetchone()[0] if found.description else None


def postmaster(cluster: Cluster) -> int:
    return int((cluster.pgdata / "postmaster.pid").read_text().splitlines()[0])


def wait_until(true: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_the_last_process_to_leave_stops_the_server(cluster: Cluster) -> None:
    other = Cluster(cluster.root, durable=False)
    other.acquire()
    cluster.release()
    assert other.is_running()
    assert ask(other, "SELECT 1") == 1
    other.release()
    assert not other.is_running()


def test_a_second_process_attaches_to_the_same_server(cluster: Cluster) -> None:
    script = f"""
        from pathlib import Path
        from fangxian.site.embedded import Cluster
        one = Cluster(Path({str(cluster.root)!r}), durable=False)
        one.acquire()
        print((one.pgdata / "postmaster.pid").read_text().splitlines()[0])
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True)
    assert int(done.stdout) == postmaster(cluster)
    assert cluster.is_running()


def test_a_killed_server_recovers_what_was_committed(cluster: Cluster) -> None:
    ask(cluster, "CREATE TABLE kept (n int)")
    ask(cluster, "INSERT INTO kept VALUES (7)")
    ask(cluster, "CHECKPOINT")
    killed = postmaster(cluster)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not cluster.is_running())
    again = Cluster(cluster.root, durable=False)
    again.acquire()
    wait_until_ready(again.dsn("postgres"))
    assert ask(again, "SELECT n FROM kept") == 7
    again.release()


def test_a_stale_lock_file_of_a_dead_server_is_no_obstacle(cluster: Cluster) -> None:
    pidfile = cluster.pgdata / "postmaster.pid"
    stale = pidfile.read_text()
    cluster.release()
    lines = stale.splitlines()
    lines[0] = "999999"
    pidfile.write_text("\n".join(lines) + "\n")
    if os.geteuid() == 0:
        shutil.chown(pidfile, "pgserver")
    again = Cluster(cluster.root, durable=False)
    again.acquire()
    assert ask(again, "SELECT 1") == 1
    again.release()


def test_a_cluster_of_another_version_is_refused_and_left_alone(root: Path) -> None:
    pgdata = root / "pg"
    pgdata.mkdir()
    (pgdata / "PG_VERSION").write_text("16\n")
    with pytest.raises(DatabaseUnavailable) as refusal:
        Cluster(root).acquire()
    assert refusal.value.code == "database.version"
    assert "pg_dumpall" in str(refusal.value)
    assert [path.name for path in pgdata.iterdir()] == ["PG_VERSION"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a directory to another user")
def test_a_cluster_of_another_owner_is_refused(cluster: Cluster) -> None:
    cluster.release()
    shutil.chown(cluster.pgdata, "nobody")
    with pytest.raises(DatabaseUnavailable) as refusal:
        Cluster(cluster.root).acquire()
    assert refusal.value.code == "database.owner"
    assert "nobody" in str(refusal.value)
    shutil.chown(cluster.pgdata, "pgserver")


def test_a_full_disk_is_said_before_anything_is_written(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(embedded.shutil, "disk_usage", lambda _path: usage(10**9, 10**9, 5 * 2**20))
    with pytest.raises(DatabaseUnavailable) as refusal:
        Cluster(root).acquire()
    assert refusal.value.code == "database.disk_full"
    assert not (root / "pg").exists()


def test_an_interrupted_initialisation_leaves_no_half_cluster(root: Path) -> None:
    (root / "pg.new").mkdir()
    (root / "pg.new" / "half").write_text("made by a process that was killed")
    made = Cluster(root, durable=False)
    made.acquire()
    assert ask(made, "SELECT 1") == 1
    assert not (root / "pg.new").exists()
    made.release()


def test_a_data_directory_that_cannot_be_made_says_how_to_name_another(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DatabaseUnavailable) as refusal:
        Cluster(tmp_path / "file" / "data").acquire()
    assert "FANGXIAN_DATA" in str(refusal.value)

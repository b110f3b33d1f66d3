"""The web server: granian's workers, and beside them the worker for background jobs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import FangxianError
from fangxian.site.datadir import data_dir

PATIENCE_S: Final = 10
"""Seconds a worker has to finish its requests when the server is stopped. One that is told to stop twice at once, by
its parent and by whoever ends the whole group (a terminal, systemd), can wait for ever for a lock of its own."""


def serve(*, host: str = "127.0.0.1", port: int = 8000, workers: int = 2, jobs: bool = True) -> None:
    """Serve the open workspace until interrupted.

    Parameters
    ----------
    host, port
        Address to listen on.
    workers : int
        Processes that answer requests, each with eight threads beside its door.
    jobs : bool
        Also run the worker for background jobs (sealing, clocks, notices).

    Raises
    ------
    FangxianError
        The workspace is being served already, or the port is taken.
    """
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    with _only_one(host, port):
        _check_port(host, port)
        helpers = [one for one in (_start_jobs(), _start_driver()) if one is not None] if jobs else []
        try:
            Granian(
                "fangxian.site.asgi:application",
                address=host,
                port=port,
                interface=Interfaces.ASGI,
                workers=workers,
                log_access=False,
                log_level=LogLevels.warning,
                websockets=False,
                workers_kill_timeout=PATIENCE_S,
            ).serve()
        finally:
            for helper in helpers:
                helper.send_signal(signal.SIGINT)
            for helper in helpers:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    helper.wait(5)
                helper.kill()


def _start_jobs() -> subprocess.Popen[bytes]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "fangxian.site.manage", "procrastinate", "worker", "--concurrency", "1"],
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "fangxian.site.settings"},
    )
    os.setpriority(os.PRIO_PROCESS, worker.pid, 5)  # people who wait for a page come first
    return worker


def _start_driver() -> subprocess.Popen[bytes] | None:
    """What lets time pass, where the workspace is an exercise with a control room."""
    from django.db import connections

    from fangxian.drill.room.queries.standing import present_room

    with contextlib.suppress(FangxianError):  # a database that holds no workspace yet
        held = present_room()
        connections.close_all()  # what serves requests is forked from here, and shares no connection
        return _drive() if held is not None else None
    return None


def _drive() -> subprocess.Popen[bytes]:
    workspace = os.environ.get("FANGXIAN_WORKSPACE", "live")
    driver = subprocess.Popen([sys.executable, "-m", "fangxian.cli", "room", "drive", "--workspace", workspace])
    os.setpriority(os.PRIO_PROCESS, driver.pid, 5)
    return driver


@contextlib.contextmanager
def _only_one(host: str, port: int) -> Iterator[None]:
    """One server a workspace: a second one says where the first is."""
    workspace = os.environ.get("FANGXIAN_WORKSPACE", "live")
    with open(data_dir() / f"serving-{workspace}.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise FangxianError(
                "server.running",
                _("The workspace %(workspace)s is being served already, at %(address)s."),
                remedy=_("Open that address, stop that server, or name another data directory with --data."),
                workspace=workspace,
                address=lock.read().strip(),
            ) from None
        lock.truncate(0)
        lock.write(f"http://{host}:{port} (pid {os.getpid()})")
        lock.flush()
        yield


def _check_port(host: str, port: int) -> None:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise FangxianError(
                "server.port",
                _("Port %(port)s on %(host)s cannot be used: %(reason)s."),
                remedy=_("Name another with --port."),
                port=port,
                host=host,
                reason=error.strerror,
            ) from error

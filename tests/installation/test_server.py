"""One server a workspace, and a clear word where the port is taken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from fangxian.errors import FangxianError
from fangxian.site import server


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGXIAN_DATA", str(tmp_path))


def test_a_second_server_of_a_workspace_is_refused_and_told_where_the_first_is() -> None:
    with server._only_one("127.0.0.1", 8123):
        with pytest.raises(FangxianError) as refusal, server._only_one("127.0.0.1", 8124):
            raise AssertionError("a second server was let in")
        assert refusal.value.code == "server.running"
        assert "127.0.0.1:8123" in str(refusal.value)


def test_after_the_first_has_left_the_next_may_serve() -> None:
    with server._only_one("127.0.0.1", 8123):
        pass
    with server._only_one("127.0.0.1", 8124):
        assert "8124" in (server.data_dir() / "serving-live.lock").read_text()


def test_a_taken_port_is_named_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(FangxianError) as refusal:
            server._check_port("127.0.0.1", taken.getsockname()[1])
    assert refusal.value.code == "server.port"
    assert "--port" in str(refusal.value)


def test_told_to_stop_by_its_parent_and_its_group_at_once_it_stops() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-c", f"from fangxian.site.server import serve; serve(port={port}, jobs=False)"]
    served = subprocess.Popen(
        command, start_new_session=True, env=os.environ | {"DJANGO_SETTINGS_MODULE": "fangxian.site.settings"}
    )
    try:
        _wait_for(port)
        for _again in range(3):
            os.killpg(served.pid, signal.SIGTERM)
        assert served.wait(120) in (0, -signal.SIGTERM, 128 + signal.SIGTERM)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(served.pid, signal.SIGKILL)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 240  # on a machine that does much else
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5):
            return
        time.sleep(0.1)
    pytest.fail("the server did not start")

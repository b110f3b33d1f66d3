"""Keys of an installation: made once, readable by their owner, the same for every process."""

from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fangxian.site.secrets import secret


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGXIAN_DATA", str(tmp_path))


def test_a_key_is_made_once_and_kept(tmp_path: Path) -> None:
    first = secret("identity")
    assert len(first) == 64
    assert secret("identity") == first
    assert stat.S_IMODE((tmp_path / "keys" / "identity").stat().st_mode) == 0o600


def test_different_keys_differ() -> None:
    assert secret("identity") != secret("django")


def test_processes_that_start_together_agree() -> None:
    program = "from fangxian.site.secrets import secret; print(secret('shared'))"
    started = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(6)]
    assert len({process.communicate()[0] for process in started}) == 1


def test_a_key_can_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FANGXIAN_SECRET_IDENTITY", "kept elsewhere")
    assert secret("identity") == "kept elsewhere"


def test_a_maker_that_died_half_way_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "identity.new").write_text("")
    assert len(secret("identity")) == 64

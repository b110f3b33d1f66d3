"""What a killed ensemble leaves is whole, and what is run on comes out the same, to the byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangxian.cli.epidemic import app
from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.store import save_city
from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.ensemble import Experiment, run_ensemble

_PROGRAM = """
import sys
from pathlib import Path
from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.ensemble import Experiment, run_ensemble
experiment = Experiment(Path(sys.argv[1]), load_disease("covid19-delta"), first_infections=20, days=6)
run_ensemble(experiment, range(10_000), Path(sys.argv[2]))
"""


@pytest.fixture(scope="module")
def experiment(city: City, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("city")
    save_city(city, folder, load_parameters(None), {"place": "town:20000", "seed": 7})
    return Experiment(folder, load_disease("covid19-delta"), first_infections=20, days=6)


def _runs(folder: Path) -> list[Path]:
    return sorted(folder.glob("seed-*.parquet"))


def _until(done: Callable[[], bool], seconds: float = 300) -> None:
    """Wait for something another process does."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_process_killed_in_the_middle_is_gone_on_with_to_the_byte(experiment: Experiment, tmp_path: Path) -> None:
    words = [sys.executable, "-c", _PROGRAM, str(experiment.city), str(tmp_path / "killed")]
    running = subprocess.Popen(words)
    try:
        _until(lambda: len(_runs(tmp_path / "killed")) >= 2 or running.poll() is not None)
    finally:
        running.send_signal(signal.SIGKILL)
        running.wait()
    left = {file.name: file.read_bytes() for file in _runs(tmp_path / "killed")}
    assert len(left) >= 2
    wanted = range(len(left) + 2)
    told: list[tuple[int, int]] = []
    resumed = run_ensemble(
        experiment, wanted, tmp_path / "killed", progress=lambda done, total: told.append((done, total))
    )
    whole = run_ensemble(experiment, wanted, tmp_path / "whole")
    assert told == [(done, len(wanted)) for done in range(len(left), len(wanted) + 1)]
    assert resumed.equals(whole, check_metadata=True)
    assert [file.read_bytes() for file in _runs(tmp_path / "killed")] == [
        file.read_bytes() for file in _runs(tmp_path / "whole")
    ]
    assert all((tmp_path / "whole" / name).read_bytes() == content for name, content in left.items())


def test_a_worker_killed_in_the_middle_is_replaced(experiment: Experiment, tmp_path: Path) -> None:
    import psutil

    killed: list[int] = []

    def kill_one(done: int, _total: int) -> None:
        if not killed and done >= 1:
            workers = [p for p in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(p.cmdline())]
            killed.append(workers[-1].pid)
            os.kill(workers[-1].pid, signal.SIGKILL)

    there = run_ensemble(experiment, range(12), tmp_path / "there", workers=2, progress=kill_one)
    assert killed
    assert there.equals(run_ensemble(experiment, range(12), tmp_path / "here"), check_metadata=True)


def test_every_file_says_what_it_was_made_of(experiment: Experiment, tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    run_ensemble(experiment, range(2), tmp_path)
    told = [json.loads(pq.read_schema(file).metadata[b"fangxian.provenance"]) for file in _runs(tmp_path)]
    assert [one["seed"] for one in told] == ["0", "1"]
    assert {one["city_fingerprint"] for one in told} == {experiment.described()["city"]}
    assert all(one["fangxian"] and one["numpy"] and json.loads(one["disease"])["id"] == "covid19-delta" for one in told)


def test_progress_is_shown_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("FANGXIAN_LANGUAGE", "en")
    words = ["ensemble", str(tmp_path / "e"), "--people", "3000", "--days", "3", "--seeds", "30", "--runs", "2"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    assert "runs" in result.stderr
    assert "2/2" in result.stderr

"""Many runs of one experiment: resumed, cancelled, the same on Dask, and never mixed with another."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from fangxian.science.city.model import City
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.store import save_city
from fangxian.science.epidemic.disease import load_disease
from fangxian.science.epidemic.ensemble import Experiment, quantiles, results, run_ensemble
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.measures import load_plan


@pytest.fixture(scope="module")
def experiment(city: City, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    folder = tmp_path_factory.mktemp("city")
    save_city(city, folder, load_parameters(None), {"place": "town:20000", "seed": 7})
    return Experiment(folder, load_disease("covid19-delta"), load_plan("clinics-only"), first_infections=20, days=6)


def test_results_have_a_row_for_each_seed_and_day(experiment: Experiment, tmp_path: Path) -> None:
    table = run_ensemble(experiment, range(3), tmp_path)
    assert table.num_rows == 3 * 6
    single = experiment.run(2)
    rows = table.column("seed").to_numpy() == 2
    assert table.column("infections").to_numpy()[rows].tolist() == single.daily_infections().tolist()
    assert quantiles(table, "infections").shape == (6, 5)


def test_an_interrupted_ensemble_goes_on_where_it_was(experiment: Experiment, tmp_path: Path) -> None:
    stop = Event()
    run_ensemble(
        experiment, range(4), tmp_path, progress=lambda done, _: stop.set() if done >= 2 else None, cancel=stop
    )
    written = {file.name: file.stat().st_mtime_ns for file in tmp_path.glob("seed-*.parquet")}
    assert len(written) == 2
    told: list[tuple[int, int]] = []
    table = run_ensemble(experiment, range(4), tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told == [(2, 4), (3, 4), (4, 4)]
    assert np.unique(table.column("seed").to_numpy()).tolist() == [0, 1, 2, 3]
    assert all((tmp_path / name).stat().st_mtime_ns == when for name, when in written.items())


def test_a_folder_of_another_experiment_is_refused(experiment: Experiment, tmp_path: Path) -> None:
    run_ensemble(experiment, range(1), tmp_path)
    other = Experiment(experiment.city, experiment.disease, experiment.plan, first_infections=21, days=6)
    with pytest.raises(EpidemicError) as refused:
        run_ensemble(other, range(1), tmp_path)
    assert refused.value.code == "ensemble.other_plan"


def test_results_say_what_they_were_made_of(experiment: Experiment, tmp_path: Path) -> None:
    run_ensemble(experiment, range(1), tmp_path)
    told = json.loads(results(tmp_path).schema.metadata[b"fangxian.experiment"])
    assert told["fingerprint"] == experiment.fingerprint
    assert told["disease"]["id"] == "covid19-delta"


def test_on_dask_it_is_the_same(experiment: Experiment, tmp_path: Path) -> None:
    from distributed import LocalCluster

    here = run_ensemble(experiment, range(2), tmp_path / "here")
    with LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None) as cluster:
        there = run_ensemble(experiment, range(2), tmp_path / "there", address=cluster.scheduler_address)
    assert here.equals(there)

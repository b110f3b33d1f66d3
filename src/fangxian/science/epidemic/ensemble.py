"""Many runs of one experiment, on this machine or on a cluster, resumable.

Every run writes one small Parquet file as soon as it is done, named by its seed. Whoever starts the experiment again
in the same folder finds what is there and runs the rest; a folder of another experiment is refused.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import numpy as np

from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.errors import EpidemicError
from fangxian.science.epidemic.measures import NOTHING, Plan
from fangxian.science.epidemic.model import Epidemic
from fangxian.science.epidemic.results import provenance

if TYPE_CHECKING:
    import pyarrow as pa

    from fangxian.science.city.model import City

Progress = Callable[[int, int], None]
"""Takes how many runs are done, and how many there are."""
_PLAN_FILE = "experiment.json"
SERIES = ("infections", "onsets", "found", "deaths")


@dataclass(frozen=True)
class Experiment:
    """What every run of an ensemble has in common.

    Attributes
    ----------
    city : Path
        Folder of a saved city. Workers map it into memory; those of one machine share it.
    disease : Disease
    plan : Plan
    first_infections : int
    days : int
    start : date
    """

    city: Path
    disease: Disease
    plan: Plan = NOTHING
    first_infections: int = 10
    days: int = 30
    start: date = date(2021, 5, 3)

    def described(self) -> dict[str, Any]:
        """The experiment as plain data; equal data are equal experiments."""
        return {
            "city": _open(self.city).fingerprint,
            "disease": json.loads(self.disease.model_dump_json(by_alias=True)),
            "plan": json.loads(self.plan.model_dump_json(by_alias=True)),
            "first_infections": self.first_infections,
            "days": self.days,
            "start": self.start.isoformat(),
        }

    @property
    def fingerprint(self) -> str:
        """SHA-256 of :meth:`described`."""
        text = json.dumps(self.described(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def run(self, seed: int) -> Epidemic:
        """Run it once."""
        epidemic = Epidemic(
            _open(self.city),
            self.disease,
            plan=self.plan,
            first_infections=self.first_infections,
            seed=seed,
            start=self.start,
        )
        return epidemic.run(self.days)


def run_ensemble(
    experiment: Experiment,
    seeds: range | list[int],
    folder: Path,
    *,
    address: str | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    cancel: Event | None = None,
) -> pa.Table:
    """Run an experiment with many seeds; return the results by seed and day.

    Parameters
    ----------
    seeds : range or list of int
    folder : Path
        Where results are kept; must be reachable by every worker. What is there already is not run again.
    address : str, optional
        Address of a Dask scheduler, such as ``tcp://10.0.0.1:8786``; by default processes of this machine.
    workers : int
        Processes on this machine; 1 runs in this process, without Dask.
    progress : callable, optional
        Told after each run.
    cancel : threading.Event, optional
        Once set, no further run is started; those done are kept.

    Returns
    -------
    pyarrow.Table
        See :func:`results`.

    Raises
    ------
    EpidemicError
        ``ensemble.other_plan``: the folder belongs to another experiment.
    """
    _claim(experiment, folder)
    wanted = list(seeds)
    waiting = [seed for seed in wanted if not _file(folder, seed).exists()]
    done = len(wanted) - len(waiting)
    if progress is not None:
        progress(done, len(wanted))
    runs = _here(experiment, waiting, folder) if address is None and workers <= 1 else None
    for _ in runs if runs is not None else _on_dask(experiment, waiting, folder, address, workers, cancel):
        done += 1
        if progress is not None:
            progress(done, len(wanted))
        if cancel is not None and cancel.is_set():
            break
    return results(folder)


def results(folder: Path) -> pa.Table:
    """Everything that is done: a row for each seed and day.

    Columns ``seed``, ``day``, and the counts of that day ``infections``, ``onsets``, ``found``, ``deaths`` and of
    operations (``tests``, ``contacts``, …); metadata ``fangxian.experiment`` is the experiment.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    files = sorted(folder.glob("seed-*.parquet"))
    if not files:
        return pa.table({"seed": pa.array([], pa.int64()), "day": pa.array([], pa.int64())})
    table = pa.concat_tables([pq.read_table(file) for file in files], promote_options="default")
    table = pa.table({name: _filled(table.column(name)) for name in table.column_names})
    text = (folder / _PLAN_FILE).read_text("utf-8")
    return table.replace_schema_metadata({"fangxian.experiment": text})


def quantiles(table: pa.Table, column: str, at: tuple[float, ...] = (0.05, 0.25, 0.5, 0.75, 0.95)) -> Any:
    """Quantiles over seeds of a column by day: array, shape (days, quantiles)."""
    seeds, days = table.column("seed").to_numpy(), table.column("day").to_numpy()
    values = table.column(column).to_numpy()
    grid = np.zeros((np.unique(seeds).size, int(days.max()) + 1))
    grid[np.unique(seeds, return_inverse=True)[1], days] = values
    return np.quantile(grid, at, axis=0).T


def _filled(column: pa.ChunkedArray) -> pa.ChunkedArray:
    import pyarrow.compute as pc

    return pc.fill_null(column, 0)


def run_and_write(experiment: Experiment, seed: int, folder: Path) -> int:
    """One run on a worker: write its days, return its seed."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    epidemic = experiment.run(seed)
    days = experiment.days
    died = epidemic.case("state") == 5
    columns: dict[str, Any] = {
        "seed": np.full(days, seed),
        "day": np.arange(days),
        "infections": _days(epidemic.daily_infections(), days),
        "onsets": _days(epidemic.daily_onsets(), days),
        "found": _days(epidemic.daily_found(), days),
        "deaths": np.bincount(np.minimum(epidemic.case("due")[died] // 1440, days - 1), minlength=days),
    }
    for name in sorted(epidemic.record.counts):
        columns.setdefault(name, epidemic.record.series(name, days))
    table = pa.table(columns).replace_schema_metadata({"fangxian.provenance": json.dumps(provenance(epidemic))})
    half = _file(folder, seed).with_suffix(f".{os.getpid()}.part")  # a process left over may be at the same run
    pq.write_table(table, half)
    half.replace(_file(folder, seed))  # a file is there whole or not at all
    return seed


def _days(values: Any, days: int) -> Any:
    found = np.zeros(days, np.int64)
    found[: min(days, values.size)] = values[:days]
    return found


def _here(experiment: Experiment, seeds: list[int], folder: Path) -> Iterator[int]:
    for seed in seeds:
        yield run_and_write(experiment, seed, folder)


def _on_dask(
    experiment: Experiment, seeds: list[int], folder: Path, address: str | None, workers: int, cancel: Event | None
) -> Iterator[int]:
    import distributed

    dask: Any = distributed  # untyped
    if not seeds:
        return
    logging.getLogger("distributed").setLevel(logging.WARNING)  # whoever came and went is nothing for a progress bar
    cluster: Any = address or dask.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=40
    )
    client = dask.Client(cluster)
    try:
        futures = client.map(lambda seed: run_and_write(experiment, seed, folder), seeds, pure=False)
        for future in dask.as_completed(futures):
            yield future.result()
            if cancel is not None and cancel.is_set():
                client.cancel(futures)
                return
    finally:
        client.close()
        if address is None:
            cluster.close()


def _claim(experiment: Experiment, folder: Path) -> None:
    """Make the folder this experiment's, or refuse it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / _PLAN_FILE
    described = {"fingerprint": experiment.fingerprint, **experiment.described()}
    if file.exists():
        if json.loads(file.read_text("utf-8")).get("fingerprint") != experiment.fingerprint:
            raise EpidemicError("ensemble.other_plan", folder=str(folder))
        return
    file.write_text(json.dumps(described, ensure_ascii=False, indent=1), "utf-8")


def _file(folder: Path, seed: int) -> Path:
    return folder / f"seed-{seed:06d}.parquet"


@lru_cache(maxsize=2)
def _open(folder: Path) -> City:
    from fangxian.science.city.store import load_city

    return load_city(folder)

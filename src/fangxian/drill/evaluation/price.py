"""What each weakness costs: the arms of an ensemble beside the response that was played, seed by seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from fangxian.drill.evaluation.policy import ARMS
from fangxian.drill.evaluation.rehearsal import KEPT, ZONED, rehearsal
from fangxian.drill.scenario.schema import Package
from fangxian.science.epidemic.ensemble import run_ensemble

if TYPE_CHECKING:
    import pyarrow as pa

Floats = npt.NDArray[np.float64]
Progress = Callable[[int, int], None]
COLUMNS = ("infections", ZONED, KEPT, "tests")


@dataclass(frozen=True)
class Interval:
    """A mean over seeds with the central 90 % of them."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Price:
    """One arm beside the response that was played.

    Attributes
    ----------
    infections, person_days, tests : Interval
        Of the arm itself; person-days in zones and sites together.
    averted : Interval
        Infections fewer than in the response that was played, by the same seeds; negative where there are more.
    saved : Interval
        Person-days fewer than in the response that was played.
    """

    arm: str
    seeds: int
    infections: Interval
    person_days: Interval
    tests: Interval
    averted: Interval
    saved: Interval


def prices(
    package: Package, scenario: str, city: Path, folder: Path, *, variant: str | None = None,
    arms: Sequence[str] = tuple(ARMS), seeds: int = 100, days: int | None = None, workers: int = 1,
    address: str | None = None, progress: Progress | None = None,
) -> list[Price]:  # fmt: skip
    """Run every arm with the same seeds and price it; what stands in the folder is not run again.

    Parameters
    ----------
    scenario : str
        Id or path by which workers find the package.
    city, folder : Path
        A saved city, and where results are kept.
    days : int, optional
        After day 0; by default the scenario's.
    """
    totals: dict[str, Mapping[str, Floats]] = {}
    for number, arm in enumerate(arms):
        experiment = rehearsal(package, scenario, city, variant, arm, days or package.manifest.length_days)

        def told(done: int, _all: int, number: int = number) -> None:
            if progress is not None:
                progress(number * seeds + done, len(arms) * seeds)

        table = run_ensemble(
            experiment, range(1, seeds + 1), folder / arm, workers=workers, address=address, progress=told
        )
        totals[arm] = sums(table, range(1, seeds + 1))
    return [priced(arm, totals[arm], totals["played"]) for arm in arms]


def sums(table: pa.Table, seeds: Sequence[int]) -> dict[str, Floats]:
    """Totals by seed, in order of the seeds; what never happened is 0."""
    at = np.searchsorted(np.asarray(seeds), table.column("seed").to_numpy())
    found = {}
    for name in COLUMNS:
        values = table.column(name).to_numpy() if name in table.column_names else np.zeros(at.size)
        found[name] = np.bincount(at, weights=values, minlength=len(seeds))[: len(seeds)].astype(np.float64)
    return found


def priced(arm: str, of: Mapping[str, Floats], played: Mapping[str, Floats]) -> Price:
    """One arm beside the response that was played."""
    days, before = of[ZONED] + of[KEPT], played[ZONED] + played[KEPT]
    return Price(
        arm, int(days.size), interval(of["infections"]), interval(days), interval(of["tests"]),
        interval(played["infections"] - of["infections"]), interval(before - days),
    )  # fmt: skip


def interval(values: Floats) -> Interval:
    """Mean and central 90 %."""
    low, high = np.quantile(values, (0.05, 0.95))
    return Interval(float(values.mean()), float(low), float(high))

"""Tests: whom they find, alone or in a pool."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from fangxian.science.epidemic.codes import Purpose
from fangxian.science.epidemic.compiling import kernel
from fangxian.science.epidemic.course import chance
from fangxian.science.epidemic.disease import Assay
from fangxian.science.epidemic.figures import Floats

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_TEST, _FALSE = int(Purpose.TEST), int(Purpose.FALSE)


@kernel
def _chances(seed: Any, purpose: Any, ones: Any, two: Any, found: Any) -> None:
    for k in range(ones.size):
        found[k] = chance(seed, purpose, ones[k], two)


def chances(seed: Any, purpose: int, ones: Ints, two: int) -> Floats:
    """A uniform number for (seed, purpose, one, two) for each of `ones`."""
    found = np.empty(ones.size, np.float64)
    _chances(seed, purpose, ones, two, found)
    return found


def diluted(assay: Assay, pool: int) -> float:
    """Share of the sensitivity that is left in a pool of `pool`.

    One positive among n is thinned n times, which costs log2(n) cycles of amplification (arithmetic; facts:
    ten in one costs 3.3 cycles); each cycle loses the assay's share.
    """
    return max(0.0, 1.0 - assay.lost_per_cycle.value * math.log2(max(pool, 1)))


def sensitivity(assay: Assay, days: npt.ArrayLike, pool: int = 1) -> Floats:
    """Probability of a positive by days since infection."""
    return assay.sensitivity.at(days) * diluted(assay, pool)


_TABLES: dict[tuple[int, int], tuple[Assay, Floats]] = {}


def _table(assay: Assay, pool: int) -> Floats:
    """Probability of a positive by hours since infection, as :func:`sensitivity` gives it; 0 from the last row on."""
    known = _TABLES.get((id(assay), pool))
    if known is None or known[0] is not assay:
        hours = np.arange(int(assay.sensitivity.days[-1] * 24) + 2)
        known = _TABLES[id(assay), pool] = assay, np.append(sensitivity(assay, hours / 24, pool), 0.0)
    return known[1]


@kernel
def _find(seed: Any, persons: Any, infected_at: Any, minute: Any, table: Any, wrong: Any, hit: Any) -> None:
    for k in range(persons.size):
        chance_ = wrong
        if infected_at[k] >= 0:
            hours = max(0, minute - infected_at[k]) / 60
            row = min(np.int64(hours), table.size - 2)
            likely = table[row] + (min(hours, table.size - 2.0) - row) * (table[row + 1] - table[row])
            chance_ = max(likely, wrong)
        hit[k] = chance(seed, _TEST, persons[k], minute * 4) < chance_


def positives(assay: Assay, seed: Any, persons: Ints, infected_at: Ints, minute: int, *, pool: int = 1) -> Bools:
    """Whom a test finds.

    Parameters
    ----------
    persons : array
        Who is sampled.
    infected_at : array
        Minute of each one's infection; negative for those never infected.
    minute : int
        When; also what makes two tests of one person differ.
    pool : int
        Persons to a tube. A pool that is not negative is resolved by single tests at once.

    Returns
    -------
    array of bool
        True for the infected who are found and, one by one, for false positives among the others. In a pool a false
        positive is taken back by the single tests, but for the square of its probability.
    """
    wrong = 1.0 - assay.specificity.value
    hit = np.empty(persons.size, np.bool_)
    _find(seed, persons, infected_at, minute, _table(assay, pool), wrong if pool == 1 else wrong**2, hit)
    return hit


def false_pools(assay: Assay, seed: Any, pools: int, key: int, minute: int) -> int:
    """How many of so many negative pools come out positive: a Poisson number with mean pools · (1 - specificity)."""
    mean = pools * (1.0 - assay.specificity.value)
    u = float(chances(seed, _FALSE, np.array([key]), minute)[0])
    if mean > 50:  # by the normal approximation; the number only counts held tubes
        from statistics import NormalDist

        return max(0, round(mean + math.sqrt(mean) * NormalDist().inv_cdf(min(max(u, 1e-12), 1 - 1e-12))))
    term = total = math.exp(-mean)
    count = 0
    while u >= total and count < 1000:
        count += 1
        term *= mean / count
        total += term
    return count

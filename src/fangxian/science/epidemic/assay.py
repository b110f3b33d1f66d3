"""Tests: whom they find, alone or in a pool."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from fangxian.science.epidemic.codes import Purpose
from fangxian.science.epidemic.compiling import kernel
from fangxian.science.epidemic.course import chance
from fangxian.science.epidemic.disease import Assay, Environment
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


def positives(
    assay: Assay, seed: Any, persons: Ints, infected_at: Ints, minute: int, *, pool: int = 1, symptoms: int = 0
) -> Bools:
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
    symptoms : int
        Reserved for tests of other specimens on the same minute: another number is another draw.

    Returns
    -------
    array of bool
        True for the infected who are found and, one by one, for false positives among the others. In a pool a false
        positive is taken back by the single tests, but for the square of its probability.
    """
    days = np.where(infected_at >= 0, (minute - infected_at) / 1440, -1.0)
    hit = np.where(infected_at >= 0, sensitivity(assay, np.maximum(days, 0), pool), 0.0)
    wrong = 1.0 - assay.specificity.value
    wrong = wrong if pool == 1 else wrong**2
    return np.asarray(chances(seed, _TEST, persons, minute * 4 + symptoms) < np.where(hit > wrong, hit, wrong))


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


def swab(environment: Environment, days_since_visit: npt.ArrayLike) -> Floats:
    """Probability that a swab of a place finds what an infectious visitor left so many days ago."""
    days = np.asarray(days_since_visit, np.float64)
    left = 0.5 ** (np.maximum(days, 0) / environment.swab_half_life_days.value)
    return np.where(days >= 0, environment.swab_positive.value * left, 0.0)

"""The serial interval out of onsets within clusters, without knowing who infected whom.

In each chain the first to fall ill is taken as the index case. The interval from its onset to another's may be that of
a co-primary case, a secondary, a tertiary or a quaternary one: a mixture of the distribution of ``|X1 - X2|`` with mean
0 and variance 2 s², and of normal ones with means m, 2 m, 3 m and variances s², 2 s², 3 s² (with their reflections at
zero, since the index is by definition the first). The serial interval's mean m and standard deviation s are found by
expectation and maximisation, as the authors do it: the routes are equally likely beforehand, and m and s are those of
the intervals, each weighted by how likely it is that of a secondary case whose index fell ill first. Days are whole:
the density of an interval of d days is the triangle between d - 1 and d + 1 over that of the continuous one.

References
----------
Vink MA, Bootsma MCJ, Wallinga J. Serial intervals of respiratory infectious diseases: a systematic review and
analysis. Am J Epidemiol 2014;180(9):865-875. doi:10.1093/aje/kwu209.
Tindale LC, Stockdale JE, Coombe M, et al. Evidence for transmission of COVID-19 prior to symptom onset. eLife
2020;9:e57149. doi:10.7554/eLife.57149 (the first four onsets of each cluster).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import pi, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.chains.record import Chains

FIRST: Final = 4
"""How many onsets of each chain are looked at: later ones belong to longer lines than the mixture knows."""

_ROUNDS: Final = 200
_NODES: Final = 81  # points of the triangle of two days
_LEAST_SD: Final = 0.1

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A serial interval in days, from how many intervals."""

    mean: float
    sd: float
    count: int


def case_to_case(chains: Chains, first: int = FIRST) -> list[int]:
    """Days from the first onset of each chain to the next ones, `first` onsets a chain."""
    found: list[int] = []
    for members in chains.members():
        onsets = sorted(day for id_ in members if (day := chains.cases[id_].onset) is not None)[:first]
        found.extend((onset - onsets[0]).days for onset in onsets[1:])
    return found


def estimate(days: Sequence[int], *, mean: float = 10.0, sd: float = 4.0) -> Estimate | None:
    """The serial interval behind index-case-to-case intervals; None with fewer than two different ones.

    Parameters
    ----------
    days : sequence of int
        From :func:`case_to_case`; none negative.
    mean, sd : float
        Where the search begins, in days; those of Tindale et al. unless others are named.
    """
    observed = np.asarray(days, dtype=np.float64)
    if len(np.unique(observed)) < 2:
        return None
    for _ in range(_ROUNDS):
        weight = _secondary(observed, mean, sd)
        total, squares = weight.sum(), (weight**2).sum()
        if total**2 - squares < 1e-9:
            return None
        before = mean, sd
        mean = float(np.average(observed, weights=weight))
        variance = total * (weight * (observed - mean) ** 2).sum() / (total**2 - squares)
        sd = max(_LEAST_SD, sqrt(float(variance)))
        if abs(mean - before[0]) + abs(sd - before[1]) < 1e-9:
            break
    return Estimate(mean, sd, len(observed))


def _secondary(days: Floats, mean: float, sd: float) -> Floats:
    """How likely each interval is that of a secondary case."""
    offset = np.linspace(-1, 1, _NODES)
    x = days[:, None] + offset
    triangle = np.where(x >= 0, 1 - np.abs(offset), 0.0)
    direct = (_normal(x, mean, sd) * triangle).sum(axis=1)
    routes = 2 * _normal(x, 0.0, sqrt(2) * sd)
    for step in (1, 2, 3):
        routes += _normal(x, step * mean, sqrt(step) * sd) + _normal(x, -step * mean, sqrt(step) * sd)
    total = (routes * triangle).sum(axis=1)
    share: Floats = np.divide(direct, total, out=np.zeros_like(direct), where=total > 0)
    return share


def _normal(x: Floats, mean: float, sd: float) -> Floats:
    density: Floats = np.exp(-0.5 * ((x - mean) / sd) ** 2) / (sd * sqrt(2 * pi))
    return density

"""Where people work, by zone: a gravity model fitted to a mean distance of commuting.

The chance of working in zone ``j`` for somebody of zone ``i`` is proportional to the workers of ``j`` and falls
off as ``exp(-distance / length)``; a share works in the own zone besides. ``length`` is found by bisection so that
the mean distance agrees with the one published; where a city is too small for that, distance does not matter.
"""

from __future__ import annotations

import numpy as np

from fangxian.science.city.arrays import F64, I32
from fangxian.science.city.spec import METRES_A_DEGREE


def distances(lon: F64, lat: F64) -> F64:
    """Distances in kilometres between points (degrees), on the plane that touches their middle."""
    scale = METRES_A_DEGREE / 1000
    east = lon * scale * np.cos(np.radians(lat.mean()))
    north = lat * scale
    return np.asarray(np.hypot(east[:, None] - east[None, :], north[:, None] - north[None, :]))


def gravity(km: F64, workers: F64, mean: float, own: float) -> F64:
    """Chance of working in the column's zone for a worker of the row's zone.

    Parameters
    ----------
    km : float64[n, n]
        Distances between zones; the diagonal holds the mean distance within a zone.
    workers : float64[n]
        Size of each zone: its workers, or anything proportional.
    mean : float
        Mean distance wanted (kilometres).
    own : float
        Share of each zone's workers who stay in it whatever the distance.
    """
    low, high = 0.05, 1000.0
    for _ in range(60):
        middle = (low * high) ** 0.5
        chances = _chances(km, workers, middle, own)
        if (workers[:, None] * chances * km).sum() / workers.sum() < mean:
            low = middle
        else:
            high = middle
    return _chances(km, workers, low, own)


def alias_tables(chances: F64) -> tuple[F64, I32]:
    """Walker's alias tables of the rows (ACM TOMS 3:253, 1977): a draw from a row costs two reads."""
    count = chances.shape[1]
    keep = np.ones_like(chances)
    other = np.tile(np.arange(count, dtype=np.int32), (chances.shape[0], 1))
    for row, weights in enumerate(chances * count):
        _alias_row(weights.copy(), keep[row], other[row])
    return keep, other


def _chances(km: F64, workers: F64, length: float, own: float) -> F64:
    pull = workers[None, :] * np.exp(-km / length)
    chances = (1 - own) * pull / pull.sum(axis=1, keepdims=True)
    chances[np.diag_indices_from(chances)] += own
    return np.asarray(chances)


def _alias_row(weights: F64, keep: F64, other: I32) -> None:
    small = [i for i, weight in enumerate(weights) if weight < 1]
    large = [i for i, weight in enumerate(weights) if weight >= 1]
    while small and large:
        low, high = small.pop(), large[-1]
        keep[low], other[low] = weights[low], high
        weights[high] -= 1 - weights[low]
        if weights[high] < 1:
            small.append(large.pop())

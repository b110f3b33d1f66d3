"""Quantile tables: any duration or multiplier is drawn by one uniform number and one look-up."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np

from fangxian.science.epidemic.figures import Floats, Spread

STEPS = 1024
"""Intervals of a table; between its points it is linear."""
_TAIL = 2e-4


def table(spread: Spread) -> Floats:
    """Quantiles of a distribution at 0, 1/1024, …, 1, in its own unit, with its exact mean.

    The ends stand for quantiles 2·10⁻⁴ and 1 - 2·10⁻⁴. Straight lines between the points would shift the mean of a
    skewed distribution by under one per cent; the table is scaled to take that back.
    """
    points = np.clip(np.linspace(0.0, 1.0, STEPS + 1), _TAIL, 1 - _TAIL)
    if spread.family == "lognormal":
        values = _lognormal(points, spread.mean, spread.sd)
    else:
        shape = (spread.mean / spread.sd) ** 2
        values = gamma_quantiles(points, shape) * spread.mean
    return _with_mean(values, spread.mean)


def multipliers(shape: float) -> Floats:
    """Table of a gamma distribution with mean 1: individual infectiousness (Lloyd-Smith, Nature 438:355)."""
    points = np.clip(np.linspace(0.0, 1.0, STEPS + 1), _TAIL, 1 - _TAIL)
    return _with_mean(gamma_quantiles(points, shape), 1.0)


def gamma_density(x: Floats, shape: float, scale: float) -> Floats:
    """Density of a gamma distribution; zero at and below zero."""
    safe = np.maximum(x, 1e-300)
    log = (shape - 1) * np.log(safe / scale) - safe / scale - math.lgamma(shape) - math.log(scale)
    return np.where(x > 0, np.exp(log), 0.0)


def gamma_quantiles(points: Floats, shape: float) -> Floats:
    """Quantiles of a gamma distribution with mean 1, by summing its density on a grid that is fine near zero."""
    top = 1.0 + 8.0 / math.sqrt(shape) + 16.0 / shape
    edges = top * np.linspace(0.0, 1.0, 40_001) ** (4.0 if shape < 1 else 2.0)
    middles = (edges[1:] + edges[:-1]) / 2
    mass = gamma_density(middles, shape, 1 / shape) * np.diff(edges)
    # below the first edges the density of a small shape runs to infinity: x^k there, to first order
    start = 200
    mass[:start] *= (
        math.exp(shape * math.log(shape * edges[start]) - math.lgamma(shape + 1)) / mass[:start].sum()
        if shape < 1
        else 1.0
    )
    below = np.concatenate([[0.0], np.cumsum(mass)])
    return np.interp(points, below / below[-1], edges)


def _lognormal(points: Floats, mean: float, sd: float) -> Floats:
    variance = math.log1p((sd / mean) ** 2)
    normal = NormalDist()
    scores = np.array([normal.inv_cdf(float(point)) for point in points])
    return np.asarray(np.exp(math.log(mean) - variance / 2 + math.sqrt(variance) * scores))


def _with_mean(values: Floats, mean: float) -> Floats:
    drawn = (values[1:] + values[:-1]).mean() / 2
    return np.asarray(values * (mean / drawn))

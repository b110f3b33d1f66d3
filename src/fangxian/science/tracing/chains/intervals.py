"""Serial intervals: days from an infector's onset to an infectee's, what they average, and what they look like.

References
----------
Svensson A. A note on generation times in epidemic models. Math Biosci 2007;208(1):300-311.
doi:10.1016/j.mbs.2006.10.010 (the definition, and that it may be negative).
Akaike H. A new look at the statistical model identification. IEEE Trans Automat Contr 1974;19(6):716-723.
doi:10.1109/TAC.1974.1100705.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, pi, sqrt
from typing import Final

import numpy as np

from fangxian.science.tracing.chains.numeric import peak
from fangxian.science.tracing.chains.record import Chains, Link

QUANTILES: Final = (0.025, 0.25, 0.5, 0.75, 0.975)

FEWEST: Final = 5
"""Intervals below which no distribution is fitted: it would say more than they do (our own choice)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A distribution fitted by maximum likelihood.

    Attributes
    ----------
    family : str
        ``gamma``, ``lognormal`` or ``normal``.
    mean, sd : float
        Of the fitted distribution, in days.
    aic : float
        Akaike's criterion; the lowest fits best for its number of parameters.
    """

    family: str
    mean: float
    sd: float
    aic: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What a set of serial intervals says, in days.

    Attributes
    ----------
    count : int
        Intervals; the rest counts and describes these.
    negative : int
        Of them, infectee ill before infector.
    mean, sd : float or None
        Sample mean, and standard deviation with ``n - 1``; None where there are too few.
    quantiles : tuple of float
        At :data:`QUANTILES`, interpolated; empty without intervals.
    fits : tuple of Fit
        Over the positive intervals, best first; empty with fewer than :data:`FEWEST`.
    fitted : int
        How many intervals the fits rest on.
    """

    count: int
    negative: int
    mean: float | None
    sd: float | None
    quantiles: tuple[float, ...]
    fits: tuple[Fit, ...]
    fitted: int


def intervals(chains: Chains, links: Iterable[Link] | None = None) -> list[int]:
    """Serial intervals in days, of the links that generations are counted along unless others are named."""
    chosen = chains.infector.values() if links is None else links
    return [days for link in chosen if (days := chains.interval(link)) is not None]


def summarise(days: Sequence[int]) -> Summary:
    """Average, spread, quantiles and fitted distributions of serial intervals."""
    values = np.asarray(sorted(days), dtype=np.float64)
    positive = values[values > 0]
    return Summary(
        count=len(values),
        negative=int((values < 0).sum()),
        mean=float(values.mean()) if len(values) else None,
        sd=float(values.std(ddof=1)) if len(values) > 1 else None,
        quantiles=tuple(float(q) for q in np.quantile(values, QUANTILES)) if len(values) else (),
        fits=fits([float(one) for one in positive]) if len(positive) >= FEWEST else (),
        fitted=len(positive),
    )


def fits(days: Sequence[float]) -> tuple[Fit, ...]:
    """Gamma, lognormal and normal distributions of positive intervals, the best by AIC first.

    A family that the intervals do not allow (all equal) is left out.
    """
    count = len(days)
    mean = sum(days) / count
    variance = sum((one - mean) ** 2 for one in days) / count
    if variance <= 0:
        return ()
    logs = [log(one) for one in days]
    normal = Fit("normal", mean, sqrt(variance), 4 + count * (log(2 * pi * variance) + 1))
    return tuple(sorted((_gamma(count, mean, sum(logs)), _lognormal(logs), normal), key=lambda one: one.aic))


def _gamma(count: int, mean: float, logs: float) -> Fit:
    """Shape by profile likelihood: at any shape the best scale is ``mean / shape``."""

    def likelihood(log_shape: float) -> float:
        shape = exp(log_shape)
        scale = mean / shape
        return (shape - 1) * logs - count * (mean / scale + shape * log(scale) + lgamma(shape))

    best = peak(likelihood, log(1e-2), log(1e4))
    return Fit("gamma", mean, mean / sqrt(exp(best)), 4 - 2 * likelihood(best))


def _lognormal(logs: Sequence[float]) -> Fit:
    count = len(logs)
    middle = sum(logs) / count
    spread = sum((one - middle) ** 2 for one in logs) / count
    mean = exp(middle + spread / 2)
    aic = 4 + 2 * sum(logs) + count * (log(2 * pi * spread) + 1)
    return Fit("lognormal", mean, mean * sqrt(exp(spread) - 1), aic)

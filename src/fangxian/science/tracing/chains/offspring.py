"""How many each case infected, and how unequally: the offspring distribution and its dispersion k.

The number of infectees of a case is taken as negative binomial with mean R and dispersion k, so that the variance is
``R (1 + R / k)``: the smaller k, the fewer cases infect most of the others.

References
----------
Lloyd-Smith JO, Schreiber SJ, Kopp PE, Getz WM. Superspreading and the effect of individual variation on disease
emergence. Nature 2005;438:355-359. doi:10.1038/nature04153.
Lloyd-Smith JO. Maximum likelihood estimation of the negative binomial dispersion parameter for highly overdispersed
data, with applications to infectious diseases. PLoS ONE 2007;2(2):e180. doi:10.1371/journal.pone.0000180.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log
from typing import Final

from fangxian.science.tracing.chains.numeric import crossing, peak
from fangxian.science.tracing.chains.record import Chains

_RANGE: Final = (log(1e-3), log(1e3))
_HALF_CHI_SQUARE: Final = 1.920729
"""Half the 95 % point of chi-square with one degree of freedom: how far the log-likelihood falls at the limits."""


@dataclass(frozen=True, slots=True)
class Offspring:
    """The offspring distribution.

    Attributes
    ----------
    cases : int
        Cases it is counted over.
    counts : tuple of int
        How many of them infected 0, 1, 2 … others.
    mean : float or None
        Infectees a case; None without cases. Of a record it is a lower limit: unlinked infectees are not counted.
    dispersion : float or None
        k by maximum likelihood; None where infectees are no more unequal than chance makes them (variance not above
        the mean), for which k is without limit.
    limits : tuple of float and (float or None), or None
        95 % limits of k by profile likelihood; an upper limit of None is none below 1000.
    top_share : float or None
        The smallest share of the cases that infected 80 % of the infectees, counted; None without infectees.
    """

    cases: int
    counts: tuple[int, ...]
    mean: float | None
    dispersion: float | None
    limits: tuple[float, float | None] | None
    top_share: float | None


def offspring(chains: Chains) -> Offspring:
    """The offspring distribution of chains, along the links that generations are counted along.

    Every case counts, also those that infected nobody and those without a link.
    """
    infected = Counter(link.source for link in chains.infector.values())
    return distribution([infected[id_] for id_ in chains.cases])


def distribution(infectees: Sequence[int]) -> Offspring:
    """The offspring distribution of numbers of infectees, one a case."""
    total, cases = sum(infectees), len(infectees)
    tally = Counter(infectees)
    counts = tuple(tally[n] for n in range(max(tally, default=-1) + 1))
    mean = total / cases if cases else None
    dispersion, limits = _dispersion(tally) if mean else (None, None)
    return Offspring(cases, counts, mean, dispersion, limits, _top_share(infectees, 0.8) if total else None)


def log_likelihood(tally: Counter[int], dispersion: float) -> float:
    """Log-likelihood of k at the best mean, which is the sample's whatever k is."""
    cases = sum(tally.values())
    mean = sum(n * count for n, count in tally.items()) / cases
    each = (
        count * (lgamma(dispersion + n) - lgamma(dispersion) - lgamma(n + 1) + n * log(mean / (dispersion + mean)))
        for n, count in tally.items()
    )
    return sum(each) + cases * dispersion * log(dispersion / (dispersion + mean))


def _dispersion(tally: Counter[int]) -> tuple[float | None, tuple[float, float | None] | None]:
    cases = sum(tally.values())
    mean = sum(n * count for n, count in tally.items()) / cases
    if sum(count * (n - mean) ** 2 for n, count in tally.items()) / cases <= mean:
        return None, None
    low, high = _RANGE
    best = peak(lambda log_k: log_likelihood(tally, exp(log_k)), low, high)
    floor = log_likelihood(tally, exp(best)) - _HALF_CHI_SQUARE

    def above(log_k: float) -> float:
        return log_likelihood(tally, exp(log_k)) - floor

    least = exp(crossing(above, low, best)) if above(low) < 0 else exp(low)
    most = exp(crossing(above, high, best)) if above(high) < 0 else None
    return exp(best), (least, most)


def _top_share(infectees: Sequence[int], share: float) -> float:
    """The smallest share of cases that accounts for a share of all infectees."""
    wanted, taken = share * sum(infectees), 0
    for place, number in enumerate(sorted(infectees, reverse=True), start=1):
        taken += number
        if taken >= wanted:
            return place / len(infectees)
    return 1.0

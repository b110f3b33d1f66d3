"""What theory says: growth, final size, extinction, outbreaks in households."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from fangxian.science.epidemic.disease import Disease
from fangxian.science.epidemic.figures import Floats
from fangxian.science.epidemic.profile import BIN_HOURS, profile
from fangxian.science.epidemic.quantiles import table


def generation_density(disease: Disease) -> Floats:
    """Share of transmission in each hour since infection, over all incubation periods."""
    rows = profile(disease)
    points = table(disease.incubation) * 24
    middles = (points[1:] + points[:-1]) / 2
    index = np.clip((middles / BIN_HOURS).astype(np.int64), 0, rows.shape[0] - 1)
    return np.asarray(np.bincount(index, minlength=rows.shape[0]) / index.size @ rows)


def growth(disease: Disease, reproduction: float) -> float:
    """Daily growth rate r with 1 = R Σ w(τ) exp(-rτ) (Euler–Lotka; Wallinga & Lipsitch, Proc R Soc B 274:599)."""
    weight = generation_density(disease)
    days = (np.arange(weight.size) + 0.5) / 24
    return root(lambda r: 1 - reproduction * float(weight @ np.exp(-r * days)), -0.5, 2.0)


def backward_generation_time(disease: Disease, rate: float) -> float:
    """Mean generation time looking back from those infected while infections grow at a rate a day."""
    weight = generation_density(disease)
    days = (np.arange(weight.size) + 0.5) / 24
    grown = weight * np.exp(-rate * days)
    return float(grown @ days / grown.sum())


def final_size(reproduction: float) -> float:
    """Share infected in the end where all mix with all: 1 - z = exp(-R z) (Kermack & McKendrick 1927)."""
    return root(lambda z: z - 1 + math.exp(-reproduction * z), 1e-9, 1.0)


def extinction(reproduction: float, k: float) -> float:
    """Probability that the chain of one case dies out: q = (1 + R (1 - q) / k)^(-k) (Lloyd-Smith, Nature 438:355)."""
    return root(lambda q: q - (1 + reproduction * (1 - q) / k) ** -k, 0.0, 1 - 1e-9)


def household_sizes(members: int, escape: float) -> Floats:
    """Distribution of the number of others infected in the end, from one first case in a household.

    Parameters
    ----------
    members : int
        Others than the first case.
    escape : float
        Probability to escape infection by one case altogether.

    Notes
    -----
    Longini & Koopman, Biometrics 38:115, without infection from outside: with m_j the probability that exactly j of
    s are infected, Σ_{j ≤ k} C(s-j, k-j) m_j / escape^{(j+1)(s-k)} … solved from j = 0 up:
    m_j(s) = C(s, j) · m_j(j) · escape^{(j+1)(s-j)}, and the m of one s sum to 1.
    """
    own: list[float] = []
    for size in range(members + 1):
        parts = [math.comb(size, j) * own[j] * escape ** ((j + 1) * (size - j)) for j in range(size)]
        own.append(1 - sum(parts))
    s = members
    return np.array([math.comb(s, j) * own[j] * escape ** ((j + 1) * (s - j)) for j in range(s + 1)])


def top_share(reproduction: float, k: float, top: float = 0.2) -> float:
    """Share of transmission by the top fifth of cases, offspring being negative binomial."""
    numbers = np.arange(0, 4000)
    log = (
        np.array([math.lgamma(k + n) - math.lgamma(n + 1) for n in numbers])
        - math.lgamma(k)
        + k * math.log(k / (k + reproduction))
        + numbers * math.log(reproduction / (k + reproduction))
    )
    mass = np.exp(log)
    order = numbers[::-1]
    cumulative = np.cumsum(mass[::-1])
    given = np.diff(np.minimum(cumulative, top), prepend=0.0)
    return float((given * order).sum() / reproduction)


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """A zero of a function that is negative at `low` and positive at `high`, by bisection."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < 0 else (low, middle)
    return (low + high) / 2

"""Ages that add up: from the census's age groups to a distribution of ages for each part in a household.

The census says how many are of each age; households say how many are parents, children, elders. Iterative
proportional fitting (Deming & Stephan, Ann. Math. Stat. 11:427, 1940) finds the table of age by part that agrees
with both and stays as near as possible to a prior shape.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from fangxian.science.city.arrays import F64, U8
from fangxian.science.city.parameters import AGES, Parameters

PARTS: Final = ("single", "partner", "parent", "parent_alone", "child", "elder", "adult", "student", "lodger")
"""Parts in a household, in the order of the tables; the last two live in collective households."""
STUDENT: Final = PARTS.index("student")
LODGER: Final = PARTS.index("lodger")
COUPLE: Final = (PARTS.index("partner"), PARTS.index("parent"))
"""Parts that come as a woman and a man."""

QUANTILES: Final = 4096
"""Steps of the tables from which ages are drawn: a share of an age is right within 1/4096 of the part."""


@dataclass(frozen=True, eq=False)
class Pyramid:
    """How many are of each age, and who they are.

    Attributes
    ----------
    ages : float64[101]
        Share of residents by year of age.
    male : float64[101]
        Share of males among those of an age.
    parts : float64[101, parts]
        Share of residents by age and part.
    quantiles : uint8[parts, 4096]
        The age at each quantile of a part.
    male_outside_couples : float64[101]
        Share of males among those who are not one of a couple, such that all of an age give ``male``.
    sizes : float64[8]
        Share of family households by number of persons.
    """

    ages: F64
    male: F64
    parts: F64
    quantiles: U8
    male_outside_couples: F64
    sizes: F64


def fit(parameters: Parameters) -> Pyramid:
    """Make the tables of a set of parameters."""
    ages, male = _ages(parameters), _male(parameters)
    male = _to_ratio(ages, male, parameters.value("sex", "ratio"))
    sizes = tilted(np.array(parameters.value("household_sizes", "share"), float), parameters.value("household", "mean"))
    margin = _part_shares(parameters, sizes)
    prior = np.stack([parameters.by_age("member", part) for part in PARTS], axis=1)
    table = rake(prior + 1e-9, ages, margin)
    quantiles = np.stack([_quantiles(table[:, part]) for part in range(len(PARTS))])
    couples = table[:, list(COUPLE)].sum(axis=1)
    rest = np.maximum(ages - couples, 1e-12)
    outside = np.clip((male * ages - couples / 2) / rest, 0.02, 0.98)
    return Pyramid(ages, male, table, quantiles, outside, sizes)


def tilted(shares: F64, mean: float) -> F64:
    """Household sizes 1, 2, … with a given mean, as near as possible to given shares (exponential tilting)."""
    sizes = np.arange(1, shares.size + 1)
    low, high = -5.0, 5.0
    for _ in range(80):
        middle = (low + high) / 2
        weights = shares * np.exp(middle * sizes)
        if (weights * sizes).sum() / weights.sum() < mean:
            low = middle
        else:
            high = middle
    weights = shares * np.exp(low * sizes)
    return np.asarray(weights / weights.sum())


def rake(prior: F64, rows: F64, columns: F64, rounds: int = 500) -> F64:
    """The table nearest to ``prior`` whose rows and columns add up as given; columns are met exactly."""
    table = prior.copy()
    for _ in range(rounds):
        table *= (rows / table.sum(axis=1))[:, None]
        table *= columns / table.sum(axis=0)
    return table


def _ages(parameters: Parameters) -> F64:
    """Shares by single years: the national shape within the city's own broad groups."""
    years = _smooth(np.array(parameters.value("age", "total"), float))
    starts = [*parameters.value("age_groups", "from"), AGES]
    for first, end, total in zip(starts, starts[1:], parameters.value("age_groups", "total"), strict=False):
        years[first:end] *= total / years[first:end].sum()
    return np.asarray(years / years.sum())


def _smooth(groups: F64) -> F64:
    """Five-year groups as single years: straight lines through the groups' middles, sums kept."""
    middles = np.append(np.arange(20) * 5 + 2, 100)
    density = np.append(groups[:20] / 5, groups[20])
    years: F64 = np.asarray(np.interp(np.arange(AGES), middles, density))
    for index in range(20):
        block = slice(index * 5, index * 5 + 5)
        years[block] *= groups[index] / years[block].sum()
    return np.asarray(years)


def _male(parameters: Parameters) -> F64:
    share = np.array(parameters.value("age", "male"), float) / 1000
    return np.asarray(np.interp(np.arange(AGES), np.append(np.arange(20) * 5 + 2, 100), share))


def _to_ratio(ages: F64, male: F64, ratio: float) -> F64:
    """Shift the shares of males, in odds, until the whole has a given number of males per 100 females."""
    target, odds = ratio / (100 + ratio), np.log(male / (1 - male))
    low, high = -2.0, 2.0
    for _ in range(60):
        middle = (low + high) / 2
        if (ages / (1 + np.exp(-odds - middle))).sum() < target:
            low = middle
        else:
            high = middle
    return np.asarray(1 / (1 + np.exp(-odds - low)))


def _part_shares(parameters: Parameters, sizes: F64) -> F64:
    """Share of all residents by part."""
    counts = np.zeros(len(PARTS))
    for kind in parameters.household_types:
        for member in kind.members:
            counts[PARTS.index(member)] += sizes[kind.size - 1] * kind.share
    collective = parameters.value("collective", "share")
    shares: F64 = counts / counts.sum() * (1 - collective)
    student = parameters.value("collective", "student_share")
    shares[STUDENT], shares[LODGER] = collective * student, collective * (1 - student)
    return shares


def _quantiles(weights: F64) -> U8:
    steps = (np.arange(QUANTILES) + 0.5) / QUANTILES
    found = np.searchsorted(np.cumsum(weights) / weights.sum(), steps)
    return np.asarray(found.clip(0, AGES - 1)).astype(np.uint8)

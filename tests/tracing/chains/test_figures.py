"""Serial intervals, offspring and clusters, against laws and against what others published."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import exp, log

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.tracing.chains import Case, Link, read
from fangxian.science.tracing.chains.case_to_case import case_to_case, estimate
from fangxian.science.tracing.chains.groups import clusters, settings
from fangxian.science.tracing.chains.intervals import fits, intervals, summarise
from fangxian.science.tracing.chains.offspring import distribution, log_likelihood, offspring
from tests.tracing.chains.strategies import cases, links


@given(st.lists(st.integers(-10, 40), max_size=60))
def test_a_summary_is_that_of_numpy(days):
    found = summarise(days)
    assert found.count == len(days)
    if days:
        assert found.mean == pytest.approx(np.mean(days))
        assert found.quantiles == pytest.approx(np.quantile(days, (0.025, 0.25, 0.5, 0.75, 0.975)))
    if len(days) > 1:
        assert found.sd == pytest.approx(np.std(days, ddof=1))


def test_the_family_that_made_the_intervals_fits_them_best():
    dice = np.random.default_rng(1)
    drawn = {
        "gamma": dice.gamma(1.2, 4.0, 4000), "lognormal": dice.lognormal(1.4, 0.6, 4000),
        "normal": dice.normal(20, 3, 4000),
    }  # fmt: skip
    for family, days in drawn.items():
        best = fits([float(day) for day in days])[0]
        assert best.family == family
        assert best.mean == pytest.approx(days.mean(), rel=0.02)
        assert best.sd == pytest.approx(days.std(), rel=0.06)


def test_intervals_that_are_all_alike_have_no_distribution():
    assert summarise([4] * 10).fits == ()


def test_the_dispersion_that_made_the_infectees_is_found_within_its_limits():
    dice = np.random.default_rng(7)
    for k in (0.1, 0.43, 2.0):
        found = distribution([int(n) for n in dice.negative_binomial(k, k / (k + 1.5), 3000)])
        assert found.dispersion == pytest.approx(k, rel=0.15)
        low, high = found.limits
        assert low < found.dispersion < high


def test_the_dispersion_is_the_highest_point_and_its_limits_lie_where_the_likelihood_says():
    infectees = [0] * 70 + [1] * 12 + [2] * 6 + [5] * 3 + [11]
    found, tally = distribution(infectees), Counter(infectees)
    top = log_likelihood(tally, found.dispersion)
    grid = [log_likelihood(tally, exp(x)) for x in np.linspace(log(0.01), log(50), 400)]
    assert top >= max(grid)
    for limit in found.limits:
        assert top - log_likelihood(tally, limit) == pytest.approx(1.920729, abs=1e-4)


@given(st.lists(st.integers(0, 30), max_size=80))
def test_counts_shares_and_the_mean_agree(infectees):
    found = distribution(infectees)
    assert sum(found.counts) == found.cases == len(infectees)
    assert sum(n * count for n, count in enumerate(found.counts)) == sum(infectees)
    if sum(infectees):
        assert 0 < found.top_share <= 1
        top = sorted(infectees, reverse=True)[: round(found.top_share * len(infectees))]
        assert sum(top) >= 0.8 * sum(infectees) > sum(top[:-1])


def test_infectees_no_more_unequal_than_chance_have_no_dispersion():
    assert distribution([1] * 30).dispersion is None
    assert distribution([0] * 5).dispersion is None
    assert distribution([]).mean is None


@given(cases, links)
def test_every_infection_has_one_infector_one_interval_at_most_and_one_setting(cases, links):
    found = read(cases, links, longest_incubation=14)
    infections = len(found.infector)
    spread = offspring(found)
    assert sum(n * count for n, count in enumerate(spread.counts)) == infections
    assert len(intervals(found)) <= infections == sum(settings(found).values())
    assert sum(one.cases for one in clusters(found)) == sum(bool(case.cluster) for case in cases)


def test_a_cluster_counts_its_cases_their_infections_and_those_without_a_link():
    trio = [Case(name, date(2020, 1, day), None, "mall") for name, day in (("a", 1), ("b", 4), ("c", 9))]
    found = read([*trio, Case("d", date(2020, 1, 5))], [Link("a", "b"), Link("b", "d")])
    only = clusters(found)[0]
    assert (only.cases, only.links, only.unlinked, only.first, only.last) == (
        3,
        1,
        1,
        date(2020, 1, 1),
        date(2020, 1, 9),
    )


def test_the_serial_interval_is_found_behind_a_mixture_of_routes():
    dice = np.random.default_rng(3)
    mean, sd = 15, 3
    routes = [
        np.abs(dice.normal(0, sd * 2**0.5, 200)), dice.normal(mean, sd, 500), dice.normal(2 * mean, sd * 2**0.5, 200),
        dice.normal(3 * mean, sd * 3**0.5, 100),
    ]  # fmt: skip
    found = estimate([round(day) for day in np.concatenate(routes)], mean=12, sd=5)
    assert found.mean == pytest.approx(mean, abs=0.5)
    assert found.sd == pytest.approx(sd, abs=0.5)


def test_only_the_first_onsets_of_each_chain_are_looked_at():
    names = "abcdef"
    held = [Case(name, date(2020, 1, 1 + 3 * at)) for at, name in enumerate(names)]
    found = read(held, [Link("a", other) for other in names[1:]])
    assert case_to_case(found) == [3, 6, 9]
    assert case_to_case(found, first=2) == [3]
    assert estimate([4, 4]) is None

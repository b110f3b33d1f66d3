"""Ages that add up."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.pyramid import PARTS, fit, rake, tilted


@given(mean=st.floats(1.3, 6.5))
def test_tilted_sizes_have_the_mean_wanted(mean: float) -> None:
    shares = tilted(np.array([0.25, 0.30, 0.21, 0.13, 0.06, 0.03, 0.01, 0.01]), mean)
    assert abs(shares.sum() - 1) < 1e-12
    assert abs((shares * np.arange(1, 9)).sum() - mean) < 1e-9


@given(st.data())
def test_a_raked_table_has_both_margins(data: st.DataObject) -> None:
    rows = np.array(data.draw(st.lists(st.floats(0.1, 5), min_size=2, max_size=12)))
    columns = np.array(data.draw(st.lists(st.floats(0.1, 5), min_size=2, max_size=6)))
    rows, columns = rows / rows.sum(), columns / columns.sum()
    prior = np.random.default_rng(1).uniform(0.2, 1, (rows.size, columns.size))
    table = rake(prior, rows, columns)
    assert np.allclose(table.sum(axis=0), columns, atol=1e-12)
    assert np.allclose(table.sum(axis=1), rows, atol=1e-9)


def test_the_fit_keeps_the_published_groups() -> None:
    pyramid = fit(load_parameters())
    total = 20_937_757
    assert np.isclose(pyramid.ages[:15].sum() * total, 2_780_561)
    assert np.isclose(pyramid.ages[15:60].sum() * total, 14_392_965)
    assert np.isclose(pyramid.ages[65:].sum() * total, 2_851_227)
    male = (pyramid.ages * pyramid.male).sum()
    assert np.isclose(100 * male / (1 - male), 101.03)
    assert np.allclose(pyramid.parts.sum(axis=1), pyramid.ages)


def test_parts_are_of_sensible_ages() -> None:
    pyramid = fit(load_parameters())
    middle = {part: int(np.median(pyramid.quantiles[row])) for row, part in enumerate(PARTS)}
    assert middle["child"] < 15
    assert 18 <= middle["student"] <= 24
    assert middle["child"] + 20 < middle["parent"] < middle["elder"] - 15
    assert pyramid.quantiles[PARTS.index("parent")].min() >= 20

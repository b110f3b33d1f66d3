"""Where people work."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.city.mobility import alias_tables, distances, gravity


@given(st.lists(st.lists(st.floats(0.01, 9), min_size=5, max_size=5), min_size=1, max_size=4))
def test_alias_tables_give_each_column_its_chance(weights: list[list[float]]) -> None:
    chances = np.array(weights)
    chances /= chances.sum(axis=1, keepdims=True)
    keep, other = alias_tables(chances)
    found = keep / 5
    for row in range(chances.shape[0]):
        for column in range(5):
            found[row, other[row, column]] += (1 - keep[row, column]) / 5
    assert np.allclose(found, chances, atol=1e-9)


def test_gravity_meets_the_mean_distance() -> None:
    lon, lat = np.meshgrid(104 + np.arange(8) * 0.05, 30.6 + np.arange(8) * 0.05)
    km = distances(lon.ravel(), lat.ravel())
    np.fill_diagonal(km, 1.5)
    workers = np.linspace(1, 4, 64)
    chances = gravity(km, workers, mean=7.0, own=0.2)
    assert np.allclose(chances.sum(axis=1), 1)
    assert np.diag(chances).min() >= 0.2
    mean = (workers[:, None] * chances * km).sum() / workers.sum()
    assert mean == pytest.approx(7.0, abs=1e-3)


def test_distances_are_metres_on_the_ground() -> None:
    km = distances(np.array([104.0, 104.0]), np.array([30.0, 31.0]))
    assert km[0, 1] == pytest.approx(111.32)
    assert km[0, 0] == 0

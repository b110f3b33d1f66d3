"""Totals shared out keep their sum."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.city.allot import divide, is_neighbourhood, share_out
from fangxian.science.city.parameters import load_parameters
from fangxian.science.city.spec import Row
from fangxian.science.shares import largest_remainder


@given(total=st.integers(0, 10**7), weights=st.lists(st.floats(0, 1000), min_size=1, max_size=50))
def test_shares_add_up_and_are_within_one_of_the_exact(total: int, weights: list[float]) -> None:
    values = np.array(weights)
    shares = largest_remainder(total, values)
    assert shares.sum() == total
    if values.sum() > 0:
        assert np.all(np.abs(shares - values / values.sum() * total) < 1 + 1e-6)


def test_urban_communities_get_more_than_villages() -> None:
    codes = [f"510117001{n:03d}" for n in (*range(1, 60), *range(200, 259))]
    shares = share_out(500_000, codes, load_parameters())
    assert shares.sum() == 500_000
    urban = is_neighbourhood(codes)
    assert urban.sum() == 59
    assert 2 < shares[urban].mean() / shares[~urban].mean() < 4.5


def test_shares_depend_on_the_seed_alone() -> None:
    codes = [f"510117001{n:03d}" for n in range(1, 30)]
    parameters = load_parameters()
    assert np.array_equal(share_out(9000, codes, parameters, 3), share_out(9000, codes, parameters, 3))
    assert not np.array_equal(share_out(9000, codes, parameters, 3), share_out(9000, codes, parameters, 4))


def test_a_large_area_is_divided_and_a_small_one_is_not() -> None:
    nan = float("nan")
    rows: list[Row] = [("5132", 100_000, nan, nan, nan, True), ("51", 900, 104.0, 30.0, 500.0, False)]
    parts = divide(rows)
    assert ("51", 900, 104.0, 30.0, 500.0, False) in parts
    own = [part for part in parts if part[0].startswith("5132")]
    assert sum(part[1] for part in own) == 100_000
    assert len(own) == 14
    assert len({part[0][:9] for part in own}) == 2
    assert parts == sorted(parts)
    assert all(5000 < part[1] < 9000 for part in own)

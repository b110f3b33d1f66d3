"""Keyed permutations: one place for each item, and the way back."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numba import njit

from fangxian.science.city.chance import below, bits_for, draw, permute, unit, unpermute


@njit
def _forth(n, key):
    return np.array([permute(item, n, key) for item in range(n)])


@njit
def _back(n, key):
    return np.array([unpermute(spot, n, key) for spot in range(n)])


@njit
def _there_and_back(item, n, key):
    return unpermute(permute(item, n, key), n, key)


@njit
def _words(purpose, count):
    return np.array([draw(1, purpose, item, 0) for item in range(count)])


@njit
def _units(words):
    return np.array([unit(word) for word in words])


@njit
def _together(n, first, second, limit, draws):
    count = 0
    for number in range(draws):
        key = draw(1, 2, number, n)
        if permute(first, n, key) < limit and permute(second, n, key) < limit:
            count += 1
    return count


@given(n=st.integers(1, 3000), key=st.integers(0, 2**64 - 1))
@settings(max_examples=60, deadline=None)
def test_every_item_goes_to_a_spot_of_its_own_and_comes_back(n: int, key: int) -> None:
    spots = _forth(n, np.uint64(key))
    assert np.array_equal(np.sort(spots), np.arange(n))
    assert np.array_equal(_back(n, np.uint64(key))[spots], np.arange(n))


def test_a_permutation_reaches_into_large_numbers() -> None:
    n, key = 20_937_757, np.uint64(0x1234_5678_9ABC_DEF0)
    for item in (0, 1, n // 2, n - 1):
        assert _there_and_back(item, n, key) == item


def test_neighbours_meet_as_often_as_strangers() -> None:
    """Two items fall below a limit together as often as chance has it, over many keys."""
    n, limit, draws = 5000, 500, 40_000
    wanted = draws * limit * (limit - 1) / (n * (n - 1))
    for first, second in ((0, 1), (2, 3), (17, 4000), (4998, 4999)):
        found = _together(n, first, second, limit, draws)
        assert abs(found - wanted) < 5 * wanted**0.5


def test_draws_are_uniform_and_differ_by_purpose() -> None:
    words, other = _words(5, 4000), _words(6, 4000)
    assert len(set(words.tolist()) | set(other.tolist())) == 8000
    numbers = _units(words)
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert abs(numbers.mean() - 0.5) < 4 * (1 / 12 / 4000) ** 0.5


@given(word=st.integers(0, 2**64 - 1), n=st.integers(1, 2**31))
def test_below_stays_below(word: int, n: int) -> None:
    assert 0 <= below(np.uint64(word), n) < n


@given(n=st.integers(1, 2**31))
def test_bits_hold_every_number_below(n: int) -> None:
    bits = int(bits_for(n))
    assert 2**bits >= n
    assert bits == 1 or 2 ** (bits - 1) < n

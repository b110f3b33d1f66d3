"""Chance without state: counter-based hashing, and keyed permutations that can be run backwards.

A draw is a function of what it is about (seed, person, day, purpose), never of how many draws came before it, so
that order and number of threads cannot matter and a change in one place does not reshuffle another.

The mixing function is the finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014, with Stafford's variant
13). A permutation of ``0 … n - 1`` writes a number as a row and a column of a table barely larger than ``n``, and
alternately changes the column by a hash of the row and the row by a hash of the column (a Feistel network; the
hashes are multiply-shift, Dietzfelbinger et al., J. Algorithms 25:19, 1997); what falls outside is sent through
again (cycle walking: Black & Rogaway, CT-RSA 2002).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import numpy as np

from fangxian.science.compiling import inlined, inner, kept

_OURS = (
    "allot", "chance", "choices", "days", "geography", "groups", "homes", "kinds", "law", "layout", "occupations",
    "parameters", "places", "purposes", "pyramid", "rosters", "stays", "tables", "visits",
)  # fmt: skip
"""Our files that hold compiled code, or numbers that are compiled into it."""
FILES: Final = tuple(Path(__file__).parent / f"{name}.py" for name in _OURS)
"""A change in any of them compiles the kernels anew."""


def compiled(function: Any) -> Any:
    """Compile for threads."""
    return kept(function, FILES)


def borrowing(function: Any) -> Any:
    """:func:`compiled`, for functions that make no array: they count no references to those they are lent.

    Counting is atomic and would cost some ten times what a visit does.
    """
    return kept(function, FILES, _nrt=False)


U = np.uint64
_GOLDEN = U(0x9E3779B97F4A7C15)
_MIX1, _MIX2 = U(0xBF58476D1CE4E5B9), U(0x94D049BB133111EB)
_ODD1, _ODD2, _ODD3 = U(0xD6E8FEB86659FD93), U(0xA0761D6478BD642F), U(0xE7037ED1A0B428DB)
_UNIT = 1.0 / (1 << 53)


@inner
def mix(word: Any) -> Any:
    """Scatter the bits of a 64-bit word; a bijection."""
    word = U(word)
    word = (word ^ (word >> U(30))) * _MIX1
    word = (word ^ (word >> U(27))) * _MIX2
    return word ^ (word >> U(31))


@inner
def draw(seed: Any, purpose: Any, one: Any, two: Any) -> Any:
    """A uniform 64-bit word for (seed, purpose, one, two)."""
    return mix(mix(U(seed) + U(purpose) * _GOLDEN) + U(one) * _ODD1 + U(two) * _ODD2)


@inner
def unit(word: Any) -> Any:
    """A word as a number in [0, 1)."""
    return np.float64(U(word) >> U(11)) * _UNIT


@inner
def second_below(word: Any, n: Any) -> Any:
    """A word as an integer in ``0 … n - 1``, from its lower half: independent of :func:`below`."""
    return np.int64(((U(word) & U(0xFFFFFFFF)) * U(n)) >> U(32))


@inner
def below(word: Any, n: Any) -> Any:
    """A word as an integer in ``0 … n - 1``, from its upper half; ``n`` below 2³²."""
    return np.int64(((U(word) >> U(32)) * U(n)) >> U(32))


@inner
def bits_for(n: Any) -> Any:
    """The least number of bits that hold ``0 … n - 1``, for ``n`` below 2³²; 1 for ``n`` = 1."""
    rest, bits = U(n) - U(1), U(1)
    if rest >> U(16):
        rest, bits = rest >> U(16), bits + U(16)
    if rest >> U(8):
        rest, bits = rest >> U(8), bits + U(8)
    if rest >> U(4):
        rest, bits = rest >> U(4), bits + U(4)
    if rest >> U(2):
        rest, bits = rest >> U(2), bits + U(2)
    if rest >> U(1):
        bits += U(1)
    return bits


@inner
def permute(item: Any, n: Any, key: Any) -> Any:
    """Where ``item`` goes in the permutation of ``0 … n - 1`` that ``key`` names."""
    size, key = U(n), U(key)
    low_bits = bits_for(n) >> U(1)
    mask = (U(1) << low_bits) - U(1)
    rows = (size + mask) >> low_bits
    one, two, three, four = (key * _ODD1) | U(1), (key * _ODD2) | U(1), (key * _ODD3) | U(1), key | U(1)
    spot = U(item)
    while True:
        row, column = spot >> low_bits, spot & mask
        column ^= ((row + (key >> U(3))) * one >> U(32)) & mask
        row += ((column + (key >> U(9))) * two >> U(32)) * rows >> U(32)
        row -= rows if row >= rows else U(0)
        column ^= ((row + (key >> U(15))) * three >> U(32)) & mask
        row += ((column + (key >> U(21))) * four >> U(32)) * rows >> U(32)
        row -= rows if row >= rows else U(0)
        spot = (row << low_bits) | column
        if spot < size:
            break
    return np.int64(spot)


@inlined
def unpermute(spot: Any, n: Any, key: Any) -> Any:
    """Which item goes to ``spot``: the inverse of :func:`permute`."""
    size, key = U(n), U(key)
    low_bits = bits_for(n) >> U(1)
    mask = (U(1) << low_bits) - U(1)
    rows = (size + mask) >> low_bits
    one, two, three, four = (key * _ODD1) | U(1), (key * _ODD2) | U(1), (key * _ODD3) | U(1), key | U(1)
    item = U(spot)
    while True:
        row, column = item >> low_bits, item & mask
        row += rows - (((column + (key >> U(21))) * four >> U(32)) * rows >> U(32))
        row -= rows if row >= rows else U(0)
        column ^= ((row + (key >> U(15))) * three >> U(32)) & mask
        row += rows - (((column + (key >> U(9))) * two >> U(32)) * rows >> U(32))
        row -= rows if row >= rows else U(0)
        column ^= ((row + (key >> U(3))) * one >> U(32)) & mask
        item = (row << low_bits) | column
        if item < size:
            break
    return np.int64(item)

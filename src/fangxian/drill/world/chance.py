"""Chance of a drill in Python: the same hashes that the kernels draw from, one word at a time."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from fangxian.science.city import chance


class Purpose(IntEnum):
    """What a draw is for; beyond the numbers of the city (below 128) and of the epidemic (below 1,000)."""

    NAME = 9001
    GIVEN = 9002
    BORN = 9003
    TOLD = 9011
    BLUR = 9012
    KNOWN = 9013
    QUESTION = 9021
    SEED = 9031
    ATTENDS = 9032


def word(seed: int, purpose: Purpose, one: int, two: int = 0) -> np.uint64:
    """A uniform word for (seed, purpose, one, two)."""
    with np.errstate(over="ignore"):  # words wrap around, compiled or not
        return np.uint64(chance.draw(seed, int(purpose), one, two))


def share(word_: np.uint64) -> float:
    """A word as a number in [0, 1)."""
    return float(chance.unit(word_))


def below(word_: np.uint64, n: int) -> int:
    """A word as an integer in ``0 … n - 1``, from its upper half."""
    return int(chance.below(word_, n))


def second_below(word_: np.uint64, n: int) -> int:
    """A word as an integer in ``0 … n - 1``, from its lower half: independent of :func:`below`."""
    return int(chance.second_below(word_, n))

"""A stay in eight bytes: second of the day it starts (17 bits), ends (17 bits), and the person (30 bits).

The start stands on top, so the words of one cell and day sort by start. Place and day are not written: they are
where the word stands. A day has 86,400 seconds and ends at second 86,400, which 17 bits hold.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

PERSON_BITS: Final = 30
TIME_BITS: Final = 17
START_SHIFT: Final = PERSON_BITS + TIME_BITS
PERSON_MASK: Final = (1 << PERSON_BITS) - 1
TIME_MASK: Final = (1 << TIME_BITS) - 1
PERSON_FIRST: Final = 2 * TIME_BITS
"""Rotated left by so many bits a word is person, start, end; rotated by `PERSON_BITS` more it is as before."""
MOST_PERSONS: Final = 1 << PERSON_BITS
MOST_PLACES: Final = 1 << 31

Words = NDArray[np.uint64]


def packed(start: NDArray[np.int64], end: NDArray[np.int64], person: NDArray[np.int64]) -> Words:
    """Pack seconds of the day and dense person numbers into words."""
    words: Words = (start << START_SHIFT | end << PERSON_BITS | person).astype(np.uint64)
    return words


def starts_of(words: Words) -> NDArray[np.int64]:
    """Second of the day at which each stay starts."""
    return (words >> np.uint64(START_SHIFT)).astype(np.int64)


def ends_of(words: Words) -> NDArray[np.int64]:
    """Second of the day at which each stay ends."""
    return (words >> np.uint64(PERSON_BITS)).astype(np.int64) & TIME_MASK


def persons_of(words: Words) -> NDArray[np.int64]:
    """Dense number of each stay's person."""
    return (words & np.uint64(PERSON_MASK)).astype(np.int64)

"""How many hits a phone has by chance: the same question asked about random phones.

A list of 150,000 companions says little if anybody's phone would give as long a one. So the search is repeated for
phones drawn at random from those that moved in the window, each with the window of one of the cases. What a case's
list exceeds theirs by is the most that can be meant by being a companion of a case.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.reading.cases import Case, Phone
from fangxian.science.tracing.search.companions import Search


@dataclass(frozen=True, slots=True)
class Chance:
    """Hits of random phones.

    Attributes
    ----------
    phones : int
        How many were drawn.
    persons : int
        From how many.
    mean, median, low, high : float
        Hits a phone: mean, median, and the 5th and 95th percentile.
    share : float
        Mean share of all persons that one random phone hits: the chance that a given person is a "companion" of a
        given phone for no reason.
    """

    phones: int
    persons: int
    mean: float
    median: float
    low: float
    high: float
    share: float

    def false_share(self, hits: float) -> float:
        """Of a case's mean number of hits, the share that chance alone would give, at most 1."""
        return min(1.0, self.mean / hits) if hits else 0.0


def chance(search: Search, cases: Sequence[Case], *, phones: int = 100, seed: int = 0) -> Chance:
    """Estimate the hits of a random phone.

    Parameters
    ----------
    search : Search
        The rule and window.
    cases : sequence of Case
        Their windows are dealt to the random phones in turn; their own phones are not drawn.
    phones : int
        How many to draw; the mean's standard error shrinks as its root.
    seed : int
        Of the draw (numpy's PCG64).
    """
    moved = _moved(search)
    own = {phone.person for case in cases for phone in case.phones}
    draw = np.random.default_rng(seed).permutation(moved)[: phones + len(own)]
    ids = [one for one in search.index.people.ids(draw).to_pylist() if one not in own][:phones]
    windows: list[Any] = [(phone.start, phone.end) for case in cases for phone in case.phones] or [None]
    drawn = [_with(one, windows[k % len(windows)]) for k, one in enumerate(ids)]
    counts = np.array([len(found.hits) for found in search.pairs(drawn)], np.float64)
    if not len(counts):
        return Chance(0, len(moved), 0.0, 0.0, 0.0, 0.0, 0.0)
    low, median, high = np.percentile(counts, (5, 50, 95))
    mean = float(counts.mean())
    return Chance(len(counts), len(moved), mean, float(median), float(low), float(high), mean / len(moved))


def _moved(search: Search) -> NDArray[np.int64]:
    """Persons with a stay in the window's days."""
    seen = np.zeros(search.index.people.size, np.bool_)
    for day in search.days:
        seen[: len(day.arrays.people) - 1] |= np.diff(day.arrays.people) > 0
    return np.flatnonzero(seen)


def _with(person: int | str, window: tuple[int, int] | None) -> Case:
    phone = Phone(person) if window is None else Phone(person, *window)
    return Case(f"random:{person}", (phone,))

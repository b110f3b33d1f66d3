"""The board of a search: every piece of every case with the granule that lies under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.reading.cases import Phone
from fangxian.science.tracing.search.presence import (
    Granules,
    Numbers,
    Phones,
    Pieces,
    cumulative,
    granules_of,
    pieces_of,
    seconds_since,
)

if TYPE_CHECKING:
    from fangxian.science.tracing.search.companions import Search


@dataclass(frozen=True, slots=True)
class Board:
    """What the kernel reads. Rows are pieces, by case, place and time.

    Attributes
    ----------
    pieces : Pieces
        Where the cases were.
    granules : Granules
        Under each piece.
    origin, weight, own_stay : array
        As :func:`~fangxian.science.tracing.search.kernel.together` wants them.
    edges : array of int64
        Case k's pieces are ``edges[k]:edges[k+1]``.
    own : list of array of int64
        Dense numbers of each case's phones.
    known : array of bool
        Whether a case has a phone that the index knows.
    stays : list or None
        Where the rule asks for hours: the granules of each place over the whole window, with their cuts.
    """

    pieces: Pieces
    granules: Granules
    origin: Numbers
    weight: NDArray[np.float64]
    own_stay: Numbers
    edges: Numbers
    own: list[Numbers]
    known: NDArray[np.bool_]
    stays: Stays | None


@dataclass(frozen=True, slots=True)
class Stays:
    """Granules of every place that a case was at, day by day, cut to the search window.

    Attributes
    ----------
    place : array of int64
        The places, ascending; place k's granules are ``edges[k]:edges[k+1]``.
    edges, low, high : array of int64
        Bounds, and the window in seconds of each granule's day.
    granules : Granules
        Where they lie.
    """

    place: Numbers
    edges: Numbers
    granules: Granules
    low: Numbers
    high: Numbers


def board_of(search: Search, phones: Sequence[Sequence[Phone]]) -> Board:
    """Lay the cases of a search out."""
    days, window = search.days, search.window
    known = Phones.of(search.index, phones)
    pieces = pieces_of(days, known, window)
    case_numbers = np.arange(len(phones) + 1)
    asks = search.rule.min_hours is not None
    return Board(
        pieces=pieces,
        granules=granules_of(days, pieces.place, pieces.day),
        origin=seconds_since(days, pieces.day, window[0]),
        weight=search.weight[pieces.place] if len(pieces) else np.zeros(0),
        own_stay=_own_stays(search, known, pieces) if asks else np.zeros(len(pieces), np.int64),
        edges=np.searchsorted(pieces.case, case_numbers),
        own=[known.person[known.case == number] for number in range(len(phones))],
        known=np.bincount(known.case, minlength=len(phones)) > 0,
        stays=_stays(search, pieces) if asks else None,
    )


def _own_stays(search: Search, phones: Phones, pieces: Pieces) -> Numbers:
    """The case's cumulative stay at each piece's place, over the whole search window."""
    sums = cumulative(pieces_of(search.days, phones, search.window, infectious=False))
    keys = zip(pieces.case.tolist(), pieces.place.tolist(), strict=True)
    return np.array([sums[key] for key in keys], np.int64)


def _stays(search: Search, pieces: Pieces) -> Stays:
    days = search.days
    places = np.unique(pieces.place)
    place = np.repeat(places, len(days))
    day = np.tile(np.arange(len(days)), len(places))
    begins = np.tile(np.array([one.begins for one in days], np.int64), len(places))
    granules = granules_of(days, place, day)
    edges = np.arange(len(places) + 1) * len(days)
    low, high = search.window[0] - begins, search.window[1] - begins
    return Stays(places, edges, granules, low, high)

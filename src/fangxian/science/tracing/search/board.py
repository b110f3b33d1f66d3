"""The board of a search: every piece of every case with the granule that lies under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.reading.cases import Phone
from fangxian.science.tracing.rule import DAY
from fangxian.science.tracing.search.presence import (
    Numbers,
    Phones,
    Pieces,
    cumulative,
    granules_of,
    seconds_since,
)

if TYPE_CHECKING:
    from fangxian.science.tracing.search.companions import Search


@dataclass(frozen=True, slots=True)
class Board:
    """What the kernel reads: pieces in columns, by case, place and time.

    Where the rule asks for hours, the pieces of each place are followed by others that count the whole stays of
    everybody there: one a day of the window.

    Attributes
    ----------
    columns : array of int64, 9 rows
        Address and number of the stays under each piece, since and until in seconds of its day, seconds from the
        start of the window to that day, dense place, day of the window, the case's cumulative stay there, and
        whether the piece only counts whole stays.
    weight : array of float64
        Of each piece's place.
    edges : array of int64
        Case k's pieces are ``edges[k]:edges[k+1]``.
    own : list of array of int64
        Dense numbers of each case's phones, ascending.
    known : array of bool
        Whether a case has a phone that the index knows.
    """

    columns: NDArray[np.int64]
    weight: NDArray[np.float64]
    edges: Numbers
    own: list[Numbers]
    known: NDArray[np.bool_]


def board_of(search: Search, phones: Sequence[Sequence[Phone]]) -> Board:
    """Lay the cases of a search out."""
    days, window = search.days, search.window
    known = Phones.of(search.index, phones)
    pieces = search.pieces(known)
    own_stay = np.zeros(len(pieces), np.int64)
    whole = np.zeros(len(pieces), np.int64)
    if search.rule.min_hours is not None:
        own_stay = _own_stays(search, known, pieces)
        pieces, own_stay, whole = _with_whole_stays(search, pieces, own_stay)
    granules = granules_of(days, pieces.place, pieces.day)
    origin = seconds_since(days, pieces.day, window[0])
    rows: list[Any] = [granules.address, granules.count, pieces.since, pieces.until, origin]
    rows += [pieces.place, pieces.day, own_stay, whole]
    return Board(
        columns=np.ascontiguousarray(np.stack(rows)).astype(np.int64),
        weight=search.weight[pieces.place] if len(pieces) else np.zeros(0),
        edges=np.searchsorted(pieces.case, np.arange(len(phones) + 1)),
        own=[np.unique(known.person[known.case == number]) for number in range(len(phones))],
        known=np.bincount(known.case, minlength=len(phones)) > 0,
    )


def _own_stays(search: Search, phones: Phones, pieces: Pieces) -> Numbers:
    """The case's cumulative stay at each piece's place, over the whole search window."""
    sums = cumulative(search.pieces(phones, infectious=False))
    keys = zip(pieces.case.tolist(), pieces.place.tolist(), strict=True)
    return np.array([sums[key] for key in keys], np.int64)


def _with_whole_stays(search: Search, pieces: Pieces, own_stay: Numbers) -> tuple[Pieces, Numbers, Numbers]:
    """Add, after the pieces of each case and place, a piece a day that spans the search window."""
    days = search.days
    pairs = np.unique(np.stack((pieces.case, pieces.place)), axis=1)
    count = pairs.shape[1]
    case, place = (np.repeat(column, len(days)) for column in pairs)
    day = np.tile(np.arange(len(days)), count)
    begins = np.array([one.begins for one in days], np.int64)[day] if count else np.zeros(0, np.int64)
    since = np.maximum(search.window[0] - begins, 0)
    until = np.minimum(search.window[1] - begins, DAY)
    columns = [
        np.concatenate(both)
        for both in zip(
            (pieces.case, pieces.place, pieces.day, pieces.since, pieces.until),
            (case, place, day, since, until),
            strict=True,
        )
    ]
    whole = np.repeat(np.array([0, 1]), (len(pieces), len(case)))
    stays = np.concatenate((own_stay, np.zeros(len(case), np.int64)))
    order = np.lexsort((columns[3], columns[2], whole, columns[1], columns[0]))
    return Pieces(*(column[order] for column in columns)), stays[order], whole[order]

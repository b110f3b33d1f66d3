"""What one thread needs to search: a hash table, room for pairs and scratch, kept from case to case."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search.board import Board
from fangxian.science.tracing.search.kernel import FULL, PAIR, passing, stayed, together

_LEAST: Final = 1 << 12
_LINE: Final = 64
"""Bytes of a cache line; a pair begins with one."""


class Workspace:
    """The table, pairs and scratch of one thread. They grow to the largest case it has seen.

    Parameters
    ----------
    largest : int
        Stays of the largest granule.
    persons : int
        How many the index knows: no case has more pairs.
    """

    def __init__(self, largest: int, persons: int) -> None:
        self._largest, self._persons = largest, persons
        self._scratch = np.empty((3, largest + 1), np.int32)
        self._table = np.zeros(0, np.uint64)
        self._pairs = np.zeros(0, PAIR)

    def search(self, board: Board, number: int, rule: Rule, reach: float) -> NDArray[Any]:
        """Return the pairs of one case that pass the rule, in the order they were found."""
        first, last = int(board.edges[number]), int(board.edges[number + 1])
        rows = int(board.granules.count[first:last].sum())
        room = max(_LEAST, min(rows // 4, self._persons))
        while True:
            table, pairs = self._reserve(room)
            taken = self._fill(board, first, last, reach, table, pairs)
            if taken != FULL:
                break
            table[:] = 0
            room *= 2
        both = rule.operator == "and"
        own = board.own[number]
        passed = passing(table, pairs, taken, own, rule.min_seconds, rule.continuous, rule.hours_seconds, both)
        return pairs[:passed].view(np.uint8).copy().view(PAIR)

    def _fill(self, board: Board, first: int, last: int, reach: float, table: Any, pairs: Any) -> int:
        """Read the pieces; where the rule asks for hours, place by place, each with the whole stays there."""
        stays = board.stays
        if stays is None:
            return self._together(board, first, last, 0, reach, table, pairs)
        taken = 0
        place = board.pieces.place
        while first < last and taken != FULL:
            here = int(place[first])
            end = first + int(np.searchsorted(place[first:last], here, "right"))
            taken = self._together(board, first, end, taken, reach, table, pairs)
            at = int(np.searchsorted(stays.place, here))
            low, high = int(stays.edges[at]), int(stays.edges[at + 1])
            if taken != FULL:
                granules = stays.granules
                stayed(granules.address, granules.count, stays.low, stays.high, here, low, high, table, pairs)
            first = end
        return taken

    def _together(self, board: Board, first: int, last: int, taken: int, reach: float, table: Any, pairs: Any) -> int:
        pieces = board.pieces
        return int(
            together(
                board.granules.address,
                board.granules.count,
                pieces.since,
                pieces.until,
                board.origin,
                pieces.place,
                pieces.day,
                board.weight,
                board.own_stay,
                reach,
                first,
                last,
                taken,
                table,
                pairs,
                self._scratch,
            )
        )

    def _reserve(self, room: int) -> tuple[NDArray[np.uint64], NDArray[Any]]:
        """A table at most half full and room for so many pairs, and for one granule more."""
        slots = 1 << (2 * room).bit_length()
        if slots > len(self._table):
            self._table = np.zeros(slots, np.uint64)
        if room + self._largest > len(self._pairs):
            self._pairs = _aligned(room + self._largest)
        return self._table[:slots], self._pairs[: room + self._largest]


def _aligned(count: int) -> NDArray[Any]:
    """Room for pairs, each of which begins with a cache line."""
    room = np.empty(count * PAIR.itemsize + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    return room[begin : begin + count * PAIR.itemsize].view(PAIR)

"""What one thread needs to search: a hash table, room for pairs and scratch, kept from case to case."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.rule import Rule
from fangxian.science.tracing.search.board import Board
from fangxian.science.tracing.search.kernel import COUNT, FULL, MORE, PAIR, passing, together

_LEAST: Final = 1 << 12
_LINE: Final = 64
"""Bytes of a cache line; pairs are laid so that none crosses one."""

Rows = NDArray[Any]


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
        self._kept, self._scratch = np.empty(largest + 1, np.uint64), np.empty((3, largest + 1), np.int32)
        self._table = np.zeros(0, np.uint64)
        self._pairs, self._more = np.zeros(0, PAIR), np.zeros(0, MORE)

    def search(self, board: Board, number: int, rule: Rule, reach: float, *, detail: bool) -> tuple[Rows, Rows]:
        """Return the pairs of one case that pass the rule, in the order they were found.

        With `detail`, or where the rule asks for it, with what else is known of them; else the second array is empty.
        """
        asked = detail or rule.continuous or rule.min_hours is not None
        first, last = int(board.edges[number]), int(board.edges[number + 1])
        rows = int(board.columns[COUNT, first:last].sum())
        room = max(_LEAST, min(rows // 4, self._persons))
        while True:
            table, pairs, more = self._reserve(room, asked)
            table[:] = 0
            where = (board.columns, board.weight, reach, first, last)
            taken = int(together(*where, table, pairs, more, self._kept, self._scratch))
            if taken != FULL:
                break
            room *= 2
        both, own = rule.operator == "and", board.own[number]
        least, hours = max(rule.min_seconds, 1), rule.hours_seconds
        passed = int(passing(pairs, more, taken, own, least, rule.continuous, hours, both))
        return _copy(pairs[:passed]), _copy(more[:passed] if asked else more)

    def _reserve(self, room: int, asked: bool) -> tuple[NDArray[np.uint64], Rows, Rows]:
        """A table at most half full and room for so many pairs, and for one granule more."""
        slots = 1 << (2 * room).bit_length()
        wanted = room + self._largest
        if slots > len(self._table):
            self._table = np.empty(slots, np.uint64)
        if wanted > len(self._pairs):
            self._pairs = _aligned(wanted, PAIR)
        if asked and wanted > len(self._more):
            self._more = _aligned(wanted, MORE)
        return self._table[:slots], self._pairs[:wanted], self._more[: wanted if asked else 0]


def _copy(rows: Rows) -> Rows:
    """A copy, byte by byte: numpy would copy a record field by field."""
    return rows.view(np.uint8).copy().view(rows.dtype)


def _aligned(count: int, kind: Any) -> Rows:
    room = np.empty(count * kind.itemsize + _LINE, np.uint8)
    begin = -room.ctypes.data % _LINE
    return room[begin : begin + count * kind.itemsize].view(kind)

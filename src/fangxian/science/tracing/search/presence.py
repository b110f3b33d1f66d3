"""Where the cases were: their own stays, found by person, cut to their windows and laid beside the index.

The answer is a table of pieces, sorted by case, place and time. A piece lies within one day and one place, so all
that a kernel needs to find those who were there is the address of that day's and place's stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.index.packing import ends_of, starts_of
from fangxian.science.tracing.index.store import Day, Index
from fangxian.science.tracing.reading.cases import Phone
from fangxian.science.tracing.rule import DAY

Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Phones:
    """Phones of several cases as columns: number of the case, dense person (never -1), window in UTC seconds."""

    case: Numbers
    person: Numbers
    start: Numbers
    end: Numbers

    @classmethod
    def of(cls, index: Index, phones: Sequence[Sequence[Phone]]) -> Phones:
        """Look the phones of each case up; those without any stay are left out."""
        flat = [(number, phone) for number, members in enumerate(phones) for phone in members]
        person = find_persons(index, [phone.person for _, phone in flat])
        case = np.array([number for number, _ in flat], np.int64)
        start = np.array([phone.start for _, phone in flat], np.int64)
        end = np.array([phone.end for _, phone in flat], np.int64)
        known = person >= 0
        return cls(case[known], person[known], start[known], end[known])


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of the cases' own stays, by case, place, day and start.

    Attributes
    ----------
    case, place : array of int64
        Number of the case, dense number of the place.
    day : array of int64
        Which of the window's days (0 is the first that the index holds).
    since, until : array of int64
        Seconds of that day.
    """

    case: Numbers
    place: Numbers
    day: Numbers
    since: Numbers
    until: Numbers

    def __len__(self) -> int:
        return len(self.case)

    def take(self, rows: Any) -> Pieces:
        """Return some of the pieces."""
        return Pieces(self.case[rows], self.place[rows], self.day[rows], self.since[rows], self.until[rows])


def find_persons(index: Index, ids: Sequence[int | str]) -> Numbers:
    """Return the dense number of each person's id, or -1. Text and integers may stand side by side."""
    found = np.full(len(ids), -1, np.int64)
    for kind in (int, str):
        rows = [row for row, value in enumerate(ids) if isinstance(value, kind)]
        if rows:
            found[rows] = index.people.find([ids[row] for row in rows])
    return found


def pieces_of(days: Sequence[Day], phones: Phones, window: tuple[int, int], *, infectious: bool = True) -> Pieces:
    """Return the pieces of the cases' stays in the window.

    Parameters
    ----------
    days : sequence of Day
        The window's days, in order.
    phones : Phones
        Whose stays.
    window : (int, int)
        The search window in UTC seconds.
    infectious : bool
        Cut to each phone's own window, too.
    """
    parts = [_of_day(number, day, phones, window, infectious) for number, day in enumerate(days)]
    columns = [np.concatenate([part[k] for part in parts]) if parts else np.zeros(0, np.int64) for k in range(5)]
    case, place, day, since, until = columns
    order = np.lexsort((since, day, place, case))
    joined = join(case[order], place[order], day[order], since[order], until[order])
    return Pieces(*joined)


def _of_day(number: int, day: Day, phones: Phones, window: tuple[int, int], infectious: bool) -> list[Numbers]:
    known = len(day.arrays.people) - 1
    rows = np.flatnonzero(phones.person < known)
    first = day.arrays.people[phones.person[rows]].astype(np.int64)
    counts = day.arrays.people[phones.person[rows] + 1].astype(np.int64) - first
    rows = np.repeat(rows, counts)
    steps = np.arange(len(rows)) - np.repeat(np.cumsum(counts) - counts, counts)
    at = day.arrays.positions[np.repeat(first, counts) + steps].astype(np.int64)
    words = day.arrays.words[at]
    low, high = window[0] - day.begins, window[1] - day.begins
    since, until = np.maximum(starts_of(words), low), np.minimum(ends_of(words), high)
    if infectious:
        since = np.maximum(since, phones.start[rows] - day.begins)
        until = np.minimum(until, phones.end[rows] - day.begins)
    place = day.arrays.places[np.searchsorted(day.arrays.offsets, at, "right") - 1].astype(np.int64)
    kept = since < until
    case = phones.case[rows]
    return [case[kept], place[kept], np.full(int(kept.sum()), number), since[kept], until[kept]]


@compiled
def join(case: Any, place: Any, day: Any, since: Any, until: Any) -> tuple[Any, Any, Any, Any, Any]:
    """Join overlapping or touching pieces of one case, place and day; the input is sorted."""
    kept = np.zeros(len(case), np.bool_)
    stop = until.copy()
    last = -1
    for row in range(len(case)):
        same = last >= 0 and case[row] == case[last] and place[row] == place[last] and day[row] == day[last]
        if same and since[row] <= stop[last]:
            stop[last] = max(stop[last], until[row])
        else:
            kept[row] = True
            last = row
    return case[kept], place[kept], day[kept], since[kept], stop[kept]


def cumulative(pieces: Pieces) -> dict[tuple[int, int], int]:
    """Return the seconds each case spent at each place."""
    if not len(pieces):
        return {}
    keys = np.stack((pieces.case, pieces.place))
    starts = np.flatnonzero(np.any(np.diff(keys, axis=1, prepend=-1) != 0, axis=0))
    sums = np.add.reduceat(pieces.until - pieces.since, starts)
    pairs = zip(pieces.case[starts].tolist(), pieces.place[starts].tolist(), strict=True)
    return dict(zip(pairs, sums.tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Granules:
    """Where the stays of a place and day lie in memory.

    Attributes
    ----------
    address : array of int64
        Of the first word; it holds while the days are kept.
    count : array of int64
        How many words.
    """

    address: Numbers
    count: Numbers


def granules_of(days: Sequence[Day], place: Numbers, day: Numbers) -> Granules:
    """Return where the stays of each (place, day) lie; of a place nobody was at that day, none."""
    address, count = np.zeros(len(place), np.int64), np.zeros(len(place), np.int64)
    for number, one in enumerate(days):
        rows = np.flatnonzero(day == number)
        arrays = one.arrays
        if not len(rows) or not len(arrays.places):
            continue
        at = np.minimum(np.searchsorted(arrays.places, place[rows]), len(arrays.places) - 1)
        there = arrays.places[at] == place[rows]
        address[rows] = arrays.words.ctypes.data + arrays.offsets[at] * 8
        count[rows] = np.where(there, arrays.offsets[at + 1] - arrays.offsets[at], 0)
    return Granules(address, count)


def seconds_since(days: Sequence[Day], day: Numbers, base: int) -> Numbers:
    """Return, for each piece's day, the seconds from `base` to its beginning."""
    begins = np.array([one.begins for one in days], np.int64)
    return begins[day] - base if len(days) else np.zeros(0, np.int64)


def window_of(index: Index, window_days: int, until: int | None) -> tuple[int, int]:
    """Return the search window: so many days back from `until`, by default the end of the last stay."""
    end = index.last_second if until is None else until
    return end - window_days * DAY, end

"""One day of the index: stays by place and start, and for every person where his stays stand.

Two layouts of the same stays. By place: words of eight bytes (:mod:`.packing`), sorted by place and start, with the
offsets of each place that somebody was at. By person: the positions of his words, four bytes each, with the offsets
of each person. A person's own overlapping or touching stays at one place are one stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.index.packing import PERSON_BITS, PERSON_FIRST, PERSON_MASK, TIME_BITS, TIME_MASK, Words

_FEW: Final = 96
"""Up to so many stays a place's day is sorted by insertion; beyond, by numpy's vectorised sort."""

_BUCKETS: Final = 512
"""Persons are first dealt into so many buckets, each of which then fits the cache."""


@dataclass(frozen=True, slots=True)
class DayArrays:
    """The arrays of one day.

    Attributes
    ----------
    words : array of uint64
        The stays, by place and start.
    places : array of uint32
        Numbers of the places of that day, ascending.
    offsets : array of int64, one longer than `places`
        Where each place's stays begin.
    people : array of uint32
        Where each person's positions begin; one longer than there were persons when the day was built.
    positions : array of uint32
        Positions in `words`, person by person, ascending.
    """

    words: Words
    places: NDArray[np.uint32]
    offsets: NDArray[np.int64]
    people: NDArray[np.uint32]
    positions: NDArray[np.uint32]


def arrange(words: Words, places: NDArray[np.uint32], persons: int) -> DayArrays:
    """Lay out one day's stays.

    Parameters
    ----------
    words : array of uint64
        Packed stays in any order, with any repetition.
    places : array of uint32
        The place of each.
    persons : int
        How many persons the index knows.
    """
    counts = np.bincount(places).astype(np.int64)
    present = np.flatnonzero(counts).astype(np.uint32)
    offsets = np.concatenate(([0], np.cumsum(counts[present])))
    laid = _dealt(words, places, counts)
    _rotate(laid, PERSON_FIRST)
    _sort(laid, offsets)
    kept, offsets = _merge(laid, offsets)
    laid = laid[:kept]
    _rotate(laid, PERSON_BITS)
    _sort(laid, offsets)
    people, positions = _by_person(laid, persons)
    return DayArrays(laid, present, offsets, people, positions)


def place_of_each(day: DayArrays) -> NDArray[np.uint32]:
    """Return the place of every stay of a day."""
    return np.repeat(day.places, np.diff(day.offsets))


def _sort(words: Words, offsets: NDArray[np.int64]) -> None:
    """Sort each place's words."""
    _sort_few(words, offsets, _FEW)
    for place in np.flatnonzero(np.diff(offsets) > _FEW).tolist():
        words[offsets[place] : offsets[place + 1]].sort()


@compiled
def _dealt(words: Any, places: Any, counts: Any) -> Any:
    """Words in the order of their places."""
    cursor = np.zeros(len(counts), np.int64)
    total = 0
    for place in range(len(counts)):
        cursor[place] = total
        total += counts[place]
    laid = np.empty(len(words), np.uint64)
    for row in range(len(words)):
        place = places[row]
        laid[cursor[place]] = words[row]
        cursor[place] += 1
    return laid


@compiled
def _rotate(words: Any, left: int) -> None:
    up, down = np.uint64(left), np.uint64(64 - left)
    for row in range(len(words)):
        words[row] = words[row] << up | words[row] >> down


@compiled
def _sort_few(words: Any, offsets: Any, few: int) -> None:
    for place in range(len(offsets) - 1):
        begin, end = offsets[place], offsets[place + 1]
        if end - begin > few:
            continue
        for row in range(begin + 1, end):
            word = words[row]
            at = row
            while at > begin and words[at - 1] > word:
                words[at] = words[at - 1]
                at -= 1
            words[at] = word


@compiled
def _merge(words: Any, offsets: Any) -> tuple[int, Any]:
    """Join each person's overlapping or touching stays of one place, in place; words are person, start, end."""
    after = np.zeros(len(offsets), np.int64)
    time_bits = np.uint64(TIME_BITS)
    mask = np.uint64(TIME_MASK)
    kept = 0
    for place in range(len(offsets) - 1):
        first = kept
        for row in range(offsets[place], offsets[place + 1]):
            word = words[row]
            if kept > first:
                last = words[kept - 1]
                same = last >> np.uint64(PERSON_FIRST) == word >> np.uint64(PERSON_FIRST)
                if same and (word >> time_bits) & mask <= last & mask:
                    if word & mask > last & mask:
                        words[kept - 1] = (last & ~mask) | (word & mask)
                    continue
            words[kept] = word
            kept += 1
        after[place + 1] = kept
    return kept, after


@compiled
def _by_person(words: Any, persons: int) -> tuple[Any, Any]:
    """Offsets of each person, and the positions of their words."""
    mask = np.uint64(PERSON_MASK)
    shift = 0
    while persons >> shift > _BUCKETS:
        shift += 1
    edges = np.zeros((persons >> shift) + 2, np.int64)
    for row in range(len(words)):
        edges[(np.int64(words[row] & mask) >> shift) + 1] += 1
    for number in range(1, len(edges)):
        edges[number] += edges[number - 1]
    dealt = np.empty(len(words), np.uint64)
    cursor = edges[:-1].copy()
    for row in range(len(words)):
        person = words[row] & mask
        bucket: Any = np.int64(person) >> shift
        dealt[cursor[bucket]] = person << np.uint64(32) | np.uint64(row)
        cursor[bucket] += 1
    people = np.zeros(persons + 1, np.uint32)
    positions = np.empty(len(words), np.uint32)
    for number in range(len(edges) - 1):
        begin, end = edges[number], edges[number + 1]
        first = number << shift
        last = min(first + (1 << shift), persons)
        for k in range(begin, end):
            people[np.int64(dealt[k] >> np.uint64(32)) + 1] += 1
        if first < last:
            people[first] = begin
        for person in range(first, last):
            people[person + 1] += people[person]
        _place(dealt, begin, end, people, positions, first, last)
    return people, positions


@compiled
def _place(dealt: Any, begin: int, end: int, people: Any, positions: Any, first: int, last: int) -> None:
    """Put one bucket's positions where its persons' begin."""
    cursor = people[first : max(last, first)].copy()
    for k in range(begin, end):
        person = np.int64(dealt[k] >> np.uint64(32)) - first
        positions[cursor[person]] = np.uint32(dealt[k] & np.uint64(0xFFFF_FFFF))
        cursor[person] += 1

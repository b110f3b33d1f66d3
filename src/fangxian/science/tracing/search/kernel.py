"""The kernel of the search: one case's pieces against the stays at the same places, pair by pair.

For every piece the stays of its place and day are read in order of start, up to the piece's end. Those that overlap
go to a scratch list, and from there into the pairs: a row of 64 bytes a person, found by a hash table of eight bytes
a slot. The search waits for memory more than it counts, so rows are asked for some steps before they are needed.

Pieces come place by place and, within a place, in order of time; so a spell that goes on at midnight is seen to go
on: it begins where the last one of the same pair and place ended.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import carray  # type: ignore[attr-defined]

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.index.packing import PERSON_BITS, PERSON_MASK, START_SHIFT, TIME_MASK
from fangxian.science.tracing.search.pointer import pointer, prefetch

PAIR: Final = np.dtype(
    [
        ("person", np.uint32),  # dense number
        ("seconds", np.int32),
        ("overlaps", np.int32),
        ("first", np.int32),  # seconds from the start of the window
        ("last", np.int32),
        ("place", np.int32),  # of the spell that is running
        ("since", np.int32),
        ("until", np.int32),
        ("longest", np.int32),
        ("places", np.int32),
        ("stayed", np.int32),  # the person's own seconds at the place
        ("most_stayed", np.int32),
        ("days", np.uint64),  # a bit a day
        ("dose", np.float64),
    ],
    align=True,
)
"""A pair while it is being added up: one cache line."""

FULL: Final = -1
_GOLDEN: Final = 2_654_435_769
"""2³² over the golden ratio: Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4)."""

_SLOT_AHEAD: Final = 24
_PAIR_AHEAD: Final = 12
"""How many rows before it is needed a slot, and then its pair, is asked for. Measured, not critical."""

_LOW: Final = 0xFFFF_FFFF


@compiled
def _shift_of(slots: int) -> Any:
    """How far a 32-bit hash is shifted to number so many slots."""
    shift = 32
    while 1 << (32 - shift) < slots:
        shift -= 1
    return np.uint64(shift)


@compiled
def _home_of(person: Any, shift: Any) -> Any:
    return np.int64(((np.uint64(person) * np.uint64(_GOLDEN)) & np.uint64(_LOW)) >> shift)


@compiled
def _slot_of(person: Any, table: Any, shift: Any) -> Any:
    """The slot of a person, or the free one where it belongs. A slot is the person and, below, its pair plus one."""
    at = _home_of(person, shift)
    mask = len(table) - 1
    while table[at] != 0 and np.int64(table[at] >> np.uint64(32)) != person:
        at = (at + 1) & mask
    return at


@compiled
def _overlapping(address: int, count: int, since: int, until: int, scratch: Any) -> tuple[int, int]:
    """List those whose stays overlap a piece; return how many there are, and their seconds in all."""
    words = carray(pointer(address), count, np.uint64)
    begin, end = 0, count
    limit = np.uint64(until) << np.uint64(START_SHIFT)
    while begin < end:  # nothing that starts at or after the piece's end can overlap it
        middle = (begin + end) // 2
        if words[middle] < limit:
            begin = middle + 1
        else:
            end = middle
    found = 0
    total = 0
    for row in range(begin):
        word = words[row]
        stop: Any = min(np.int64((word >> np.uint64(PERSON_BITS)) & np.uint64(TIME_MASK)), until)
        start: Any = max(np.int64(word >> np.uint64(START_SHIFT)), since)
        scratch[0, found] = np.int32(word & np.uint64(PERSON_MASK))
        scratch[1, found] = start
        scratch[2, found] = stop
        if stop > start:
            found += 1
            total += stop - start
    return found, total


@compiled
def _add(pair: Any, start: int, stop: int, place: int, day: Any, dose: float, own_stay: int) -> None:
    """Add one overlap to a pair."""
    pair.seconds += stop - start
    pair.dose += dose
    pair.days |= day
    pair.first = min(pair.first, start)
    pair.last = max(pair.last, stop)
    if pair.place == place and pair.until == start:
        pair.until = stop
    else:
        if pair.place != place:
            pair.places += 1
            pair.most_stayed = max(pair.most_stayed, pair.stayed, own_stay)
            pair.stayed = 0
            pair.place = place
        pair.overlaps += 1
        pair.since = start
        pair.until = stop
    pair.longest = max(pair.longest, pair.until - pair.since)


@compiled
def _begin(pair: Any, person: Any, start: int) -> None:
    """A pair that was not there yet."""
    pair.person = person
    pair.seconds = 0
    pair.overlaps = 0
    pair.first = start
    pair.last = start
    pair.place = -1
    pair.since = start
    pair.until = start
    pair.longest = 0
    pair.places = 0
    pair.stayed = 0
    pair.most_stayed = 0
    pair.days = 0
    pair.dose = 0.0


@compiled
def together(
    address: Any,
    count: Any,
    since: Any,
    until: Any,
    origin: Any,
    place: Any,
    day: Any,
    weight: Any,
    own_stay: Any,
    reach: float,
    first: int,
    last: int,
    taken: int,
    table: Any,
    pairs: Any,
    scratch: Any,
) -> int:
    """Add up everybody who was together with one case; return how many pairs there are, or FULL.

    Parameters
    ----------
    address, count : array of int64
        Where the stays at each piece's place and day lie, and how many they are.
    since, until : array of int64
        The piece, in seconds of its day.
    origin : array of int64
        Seconds from the start of the window to the start of the day.
    place, day : array of int64
        Dense place, and day of the window.
    weight, reach : array of float64, float
        See :class:`~fangxian.science.tracing.search.dose.DoseRule`.
    own_stay : array of int64
        The case's cumulative stay at the piece's place, in seconds; 0 where the rule does not ask.
    first, last : int
        The pieces to take.
    taken : int
        Pairs that are there already.
    table, pairs : array of uint64, array of PAIR
        The hash table, as long as a power of two, and room for the pairs.
    scratch : array of int32, 3 rows
        Room for the stays of the largest granule.
    """
    shift = _shift_of(len(table))
    for piece in range(first, last):
        if count[piece] == 0:
            continue
        length = until[piece] - since[piece]
        found, total = _overlapping(address[piece], count[piece], since[piece], until[piece], scratch)
        if taken + found > len(pairs):
            return FULL
        crowd = total / length - 1
        share = weight[piece] * (1.0 if crowd <= reach else reach / crowd) / 3_600
        bit = np.uint64(1) << np.uint64(min(day[piece], 63))
        for row in range(found):
            if row + _SLOT_AHEAD < found:
                prefetch(table, _home_of(scratch[0, row + _SLOT_AHEAD], shift))
            if row + _PAIR_AHEAD < found:
                ahead = np.int64(table[_home_of(scratch[0, row + _PAIR_AHEAD], shift)] & np.uint64(_LOW))
                prefetch(pairs, max(ahead - 1, 0))
            person = np.int64(scratch[0, row])
            at = _slot_of(person, table, shift)
            low, high = origin[piece] + scratch[1, row], origin[piece] + scratch[2, row]
            if table[at] == 0:
                _begin(pairs[taken], person, low)
                taken += 1
                table[at] = np.uint64(person) << np.uint64(32) | np.uint64(taken)
            pair = pairs[np.int64(table[at] & np.uint64(_LOW)) - 1]
            _add(pair, low, high, place[piece], bit, (high - low) * share, own_stay[piece])
    return taken


@compiled
def stayed(
    address: Any, count: Any, low: Any, high: Any, place: int, first: int, last: int, table: Any, pairs: Any
) -> None:
    """Add up, for everybody who was together with the case at a place, the whole of his stay there.

    `low` and `high` cut the window's first and last day. Must follow the pieces of that place directly.
    """
    shift = _shift_of(len(table))
    for granule in range(first, last):
        words = carray(pointer(address[granule]), count[granule], np.uint64)
        for row in range(count[granule]):
            word = words[row]
            at = _slot_of(np.int64(word & np.uint64(PERSON_MASK)), table, shift)
            if table[at] == 0:
                continue
            pair = pairs[np.int64(table[at] & np.uint64(_LOW)) - 1]
            stop = min(np.int64((word >> np.uint64(PERSON_BITS)) & np.uint64(TIME_MASK)), high[granule])
            start = max(np.int64(word >> np.uint64(START_SHIFT)), low[granule])
            if pair.place == place and stop > start:
                pair.stayed += stop - start


@compiled
def passing(table: Any, pairs: Any, taken: int, own: Any, least: int, continuous: bool, hours: int, both: bool) -> int:
    """Move the pairs that pass the rule to the front, in the order they were found; return how many. Frees the table.

    `own` are the case's own phones, which are no hits; `hours` is the least cumulative stay in seconds, -1 if it is
    not asked.
    """
    shift = _shift_of(len(table))
    for k in range(len(own)):
        at = _slot_of(own[k], table, shift)
        if table[at] != 0:
            pairs[np.int64(table[at] & np.uint64(_LOW)) - 1].seconds = 0
    table[:] = 0
    passed = 0
    for k in range(taken):
        pair = pairs[k]
        pair.most_stayed = max(pair.most_stayed, pair.stayed)
        good = (pair.longest if continuous else pair.seconds) >= least
        if hours >= 0:
            enough = pair.most_stayed >= hours
            good = (good and enough) if both else (good or enough)
        if pair.seconds > 0 and good:
            if passed != k:
                pairs[passed] = pair
            passed += 1
    return passed

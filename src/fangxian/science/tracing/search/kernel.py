"""The kernel of the search: one case's pieces against the stays at the same places, pair by pair.

For every piece the stays of its place and day are read in order of start, up to the piece's end. Those that overlap
go to a scratch list, and from there into the pairs: a row of 32 bytes a person, found by a hash table of eight bytes
a slot. The search waits for memory more than it counts, so rows are asked for some steps before they are needed.
What only some rules ask for (the longest spell, whole stays) stands in a second array, which the others never touch.

Pieces come place by place and, within a place, in order of time; so a spell that goes on at midnight is seen to go
on: it begins where the last one of the same pair and place ended.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numba import carray  # type: ignore[attr-defined]

from fangxian.science.tracing.compiled import compiled, inlined
from fangxian.science.tracing.index.packing import PERSON_BITS, PERSON_MASK, START_SHIFT, TIME_MASK
from fangxian.science.tracing.pointer import pointer, prefetch

PAIR: Final = np.dtype(
    [
        ("person", np.uint32),  # dense number
        ("seconds", np.int32),
        ("overlaps", np.int32),
        ("first", np.int32),  # seconds from the start of the window
        ("last", np.int32),
        ("place", np.int32),  # of the spell that is running
        ("until", np.int32),
        ("dose", np.float32),
    ]
)
"""A pair while it is being added up: half a cache line."""

MORE: Final = np.dtype(
    [
        ("days", np.uint64),  # a bit a day
        ("since", np.int32),  # of the spell that is running
        ("longest", np.int32),
        ("places", np.int32),
        ("stayed", np.int32),  # the person's own seconds at the place
        ("most_stayed", np.int32),
        ("spare", np.int32),
    ]
)
"""What else is known of a pair if it is asked for."""

ADDRESS, COUNT, SINCE, UNTIL, ORIGIN, PLACE, DAY, OWN_STAY, WHOLE = range(9)
"""Rows of the board."""

FULL: Final = -1
_GOLDEN: Final = 2_654_435_769
"""2³² over the golden ratio: Fibonacci hashing (Knuth, TAOCP vol. 3, 6.4)."""

_SLOT_AHEAD: Final = 24
_PAIR_AHEAD: Final = 12
"""How many rows before it is needed a slot, and then its pair, is asked for. Measured, not critical."""

_LOW: Final = 0xFFFF_FFFF


@inlined
def _shift_of(slots: int) -> Any:
    """How far a 32-bit hash is shifted to number so many slots."""
    shift = 32
    while 1 << (32 - shift) < slots:
        shift -= 1
    return np.uint64(shift)


@inlined
def _home_of(person: Any, shift: Any) -> Any:
    return ((np.uint64(person) * np.uint64(_GOLDEN)) & np.uint64(_LOW)) >> shift


@inlined
def _slot_of(person: Any, table: Any, shift: Any) -> Any:
    """The slot of a person, or the free one where it belongs. A slot is the person and, below, its pair plus one."""
    at = _home_of(person, shift)
    mask = np.uint64(len(table) - 1)
    while table[at] != 0 and table[at] >> np.uint64(32) != np.uint64(person):
        at = (at + np.uint64(1)) & mask
    return at


@compiled
def _overlapping(address: int, count: int, since: int, until: int, kept: Any, scratch: Any) -> tuple[int, int]:
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
    found: Any = 0
    for row in range(begin):  # most do not overlap: what is not needed of them is not looked at
        word = words[row]
        kept[found] = word
        found += np.int64((word >> np.uint64(PERSON_BITS)) & np.uint64(TIME_MASK)) > since
    total = 0
    for row in range(found):
        word = kept[row]
        start: Any = max(np.int64(word >> np.uint64(START_SHIFT)), since)
        stop: Any = min(np.int64((word >> np.uint64(PERSON_BITS)) & np.uint64(TIME_MASK)), until)
        scratch[0, row] = np.int32(word & np.uint64(PERSON_MASK))
        scratch[1, row] = start
        scratch[2, row] = stop
        total += stop - start
    return found, total


@inlined
def _begin(pair: Any, person: Any, start: int) -> None:
    """A pair that was not there yet."""
    pair.person = np.uint32(person)
    pair.seconds = 0
    pair.overlaps = 0
    pair.first = start
    pair.last = start
    pair.place = -1
    pair.until = start
    pair.dose = np.float32(0)


@inlined
def _begin_more(more: Any, start: int) -> None:
    more.days = 0
    more.since = start
    more.longest = 0
    more.places = 0
    more.stayed = 0
    more.most_stayed = 0


@inlined
def _add_more(more: Any, pair: Any, start: int, stop: int, place: int, day: int, own_stay: int) -> None:
    """Add to what only some rules ask for; before the pair itself, whose spell is still the last one."""
    more.days |= np.uint64(1) << np.uint64(min(day, 63))
    if pair.place != place:
        more.places += 1
        more.most_stayed = max(more.most_stayed, more.stayed, own_stay)
        more.stayed = 0
    if pair.place != place or pair.until != start:
        more.since = start
    more.longest = max(more.longest, stop - more.since)


@inlined
def _add(pair: Any, start: int, stop: int, place: int, dose: float) -> None:
    """Add one overlap to a pair."""
    goes_on = pair.place == place and pair.until == start
    pair.seconds += stop - start
    pair.overlaps += 0 if goes_on else 1
    pair.dose += np.float32(dose)
    pair.first = min(pair.first, start)
    pair.last = max(pair.last, stop)
    pair.place = place
    pair.until = stop


@compiled
def _together(
    board: Any, piece: int, found: int, share: float, taken: int, table: Any, pairs: Any, more: Any, scratch: Any
) -> int:
    """Add the overlaps of one piece; return how many pairs there are then."""
    shift = _shift_of(len(table))
    origin, place = board[ORIGIN, piece], board[PLACE, piece]
    asked = len(more) > 0
    for row in range(found):
        if row + _SLOT_AHEAD < found:
            prefetch(table, np.int64(_home_of(scratch[0, row + _SLOT_AHEAD], shift)))
        if row + _PAIR_AHEAD < found:
            ahead = np.int64(table[_home_of(scratch[0, row + _PAIR_AHEAD], shift)] & np.uint64(_LOW))
            prefetch(pairs, max(ahead - 1, 0))
        person = scratch[0, row]
        at = _slot_of(person, table, shift)
        low, high = origin + scratch[1, row], origin + scratch[2, row]
        if table[at] == 0:
            _begin(pairs[taken], person, low)
            if asked:
                _begin_more(more[taken], low)
            taken += 1
            table[at] = np.uint64(person) << np.uint64(32) | np.uint64(taken)
        number = (table[at] & np.uint64(_LOW)) - np.uint64(1)
        if asked:
            own_stay = board[OWN_STAY, piece]
            _add_more(more[number], pairs[number], low, high, place, board[DAY, piece], own_stay)
        _add(pairs[number], low, high, place, (high - low) * share)
    return taken


@compiled
def _stayed(place: int, found: int, table: Any, pairs: Any, more: Any, scratch: Any) -> None:
    """Add whole stays at a place to the pairs that were together there."""
    shift = _shift_of(len(table))
    for row in range(found):
        at = _slot_of(scratch[0, row], table, shift)
        if table[at] != 0:
            number = (table[at] & np.uint64(_LOW)) - np.uint64(1)
            if pairs[number].place == place:
                more[number].stayed += scratch[2, row] - scratch[1, row]


@compiled
def together(
    board: Any,
    weight: Any,
    reach: float,
    first: int,
    last: int,
    table: Any,
    pairs: Any,
    more: Any,
    kept: Any,
    scratch: Any,
) -> int:
    """Add up everybody who was together with one case; return how many pairs there are, or FULL.

    Parameters
    ----------
    board : array of int64, 9 rows
        The columns of :class:`~fangxian.science.tracing.search.board.Board`, a column a piece.
    weight, reach : array of float64, float
        See :class:`~fangxian.science.tracing.search.dose.DoseRule`.
    first, last : int
        The case's pieces.
    table, pairs : array of uint64, array of PAIR
        The hash table, as long as a power of two and empty, and room for the pairs.
    more : array of MORE
        As long as `pairs`, or empty if nothing more is asked.
    kept : array of uint64
        Room for the words of the largest granule.
    scratch : array of int32, 3 rows
        Room for the stays of the largest granule.
    """
    taken = 0
    for piece in range(first, last):
        if board[COUNT, piece] == 0:
            continue
        since, until = board[SINCE, piece], board[UNTIL, piece]
        found, total = _overlapping(board[ADDRESS, piece], board[COUNT, piece], since, until, kept, scratch)
        if board[WHOLE, piece] != 0:
            _stayed(board[PLACE, piece], found, table, pairs, more, scratch)
            continue
        if taken + found > len(pairs):
            return FULL
        crowd = total / (until - since) - 1
        share = weight[piece] * (1.0 if crowd <= reach else reach / crowd) / 3_600
        taken = _together(board, piece, found, share, taken, table, pairs, more, scratch)
    return taken


@compiled
def passing(pairs: Any, more: Any, taken: int, own: Any, least: int, continuous: bool, hours: int, both: bool) -> int:
    """Move the pairs that pass the rule to the front, in the order they were found; return how many.

    `own` are the case's own phones, ascending, which are no hits; `hours` is the least cumulative stay in seconds, -1
    if it is not asked.
    """
    passed = 0
    for k in range(taken):
        good = pairs[k].seconds >= least
        if len(more) > 0:
            more[k].most_stayed = max(more[k].most_stayed, more[k].stayed)
            if continuous:
                good = more[k].longest >= least
            if hours >= 0:
                enough = more[k].most_stayed >= hours
                good = (good and enough) if both else (good or enough)
        if not good:
            continue
        person = np.int64(pairs[k].person)
        at = np.searchsorted(own, person)
        if at < len(own) and own[at] == person:
            continue
        if passed != k:
            pairs[passed] = pairs[k]
            if len(more) > 0:
                more[passed] = more[k]
        passed += 1
    return passed

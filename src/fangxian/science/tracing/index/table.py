"""Kernels of the hash table of ids: open addressing, linear probing; a slot holds the number plus one, 0 is free."""

from __future__ import annotations

from typing import Any

import numpy as np

from fangxian.science.tracing.compiled import compiled

# The finaliser of SplitMix64 (Steele, Lea, Flood 2014) and the constants of FNV-1a, 64 bits (RFC 9923).


@compiled
def mixed(key: Any) -> Any:
    """Spread the bits of a 64-bit key."""
    word = np.uint64(key)
    word = (word ^ (word >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    word = (word ^ (word >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return word ^ (word >> np.uint64(31))


@compiled
def _hash(letters: Any, begin: int, end: int) -> Any:
    word = np.uint64(0xCBF29CE484222325)
    for k in range(begin, end):
        word = (word ^ np.uint64(letters[k])) * np.uint64(0x100000001B3)
    return mixed(word)


@compiled
def _slot_of_int(key: Any, ids: Any, slots: Any) -> Any:
    """The slot where a key stands, or the free one where it belongs."""
    mask = np.uint64(len(slots) - 1)
    at = mixed(key) & mask
    while slots[at] != 0 and ids[slots[at] - 1] != key:
        at = (at + np.uint64(1)) & mask
    return np.int64(at)


@compiled
def intern_ints(keys: Any, ids: Any, size: int, slots: Any) -> tuple[Any, int]:
    """Number each key; new ones go to the end of `ids`, which has room."""
    numbers = np.empty(len(keys), np.uint32)
    for row in range(len(keys)):
        if row > 0 and keys[row] == keys[row - 1]:
            numbers[row] = numbers[row - 1]
            continue
        at = _slot_of_int(keys[row], ids, slots)
        if slots[at] == 0:
            ids[size] = keys[row]
            size += 1
            slots[at] = size
        numbers[row] = slots[at] - 1
    return numbers, size


@compiled
def find_ints(keys: Any, ids: Any, slots: Any) -> Any:
    """Number of each key, or -1."""
    numbers = np.empty(len(keys), np.int64)
    for row in range(len(keys)):
        numbers[row] = np.int64(slots[_slot_of_int(keys[row], ids, slots)]) - 1
    return numbers


@compiled
def rehash_ints(ids: Any, size: int, slots: Any, erased: int) -> None:
    """Fill an empty table."""
    for number in range(size):
        if ids[number] != erased:
            slots[_slot_of_int(ids[number], ids, slots)] = number + 1


@compiled
def _same(letters: Any, begin: int, end: int, kept: Any, start: int, stop: int) -> bool:
    if end - begin != stop - start:
        return False
    for k in range(end - begin):  # noqa: SIM110 - a kernel has no all()
        if letters[begin + k] != kept[start + k]:
            return False
    return True


@compiled
def _slot_of_text(letters: Any, begin: int, end: int, starts: Any, kept: Any, slots: Any) -> Any:
    mask = np.uint64(len(slots) - 1)
    at = _hash(letters, begin, end) & mask
    while slots[at] != 0:
        number = slots[at] - 1
        if _same(letters, begin, end, kept, starts[number], starts[number + 1]):
            break
        at = (at + np.uint64(1)) & mask
    return np.int64(at)


@compiled
def intern_texts(begins: Any, letters: Any, starts: Any, kept: Any, size: int, slots: Any) -> tuple[Any, int]:
    """Number each text; new ones go to the end of `kept`, which has room."""
    count = len(begins) - 1
    numbers = np.empty(count, np.uint32)
    for row in range(count):
        begin, end = begins[row], begins[row + 1]
        if row > 0 and _same(letters, begin, end, letters, begins[row - 1], begin):
            numbers[row] = numbers[row - 1]
            continue
        at = _slot_of_text(letters, begin, end, starts, kept, slots)
        if slots[at] == 0:
            first = starts[size]
            for k in range(end - begin):
                kept[first + k] = letters[begin + k]
            size += 1
            starts[size] = first + end - begin
            slots[at] = size
        numbers[row] = slots[at] - 1
    return numbers, size


@compiled
def find_texts(begins: Any, letters: Any, starts: Any, kept: Any, slots: Any) -> Any:
    """Number of each text, or -1."""
    count = len(begins) - 1
    numbers = np.empty(count, np.int64)
    for row in range(count):
        at = _slot_of_text(letters, begins[row], begins[row + 1], starts, kept, slots)
        numbers[row] = np.int64(slots[at]) - 1
    return numbers


@compiled
def rehash_texts(starts: Any, kept: Any, size: int, slots: Any) -> None:
    """Fill an empty table; an erased text is all zero bytes, which no id is."""
    for number in range(size):
        start, stop = starts[number], starts[number + 1]
        if start < stop and kept[start] != 0:
            slots[_slot_of_text(kept, start, stop, starts, kept, slots)] = number + 1


@compiled
def take_texts(numbers: Any, starts: Any, kept: Any) -> tuple[Any, Any]:
    """Starts and letters of the texts of some numbers."""
    begins = np.zeros(len(numbers) + 1, np.int64)
    for row in range(len(numbers)):
        begins[row + 1] = begins[row] + starts[numbers[row] + 1] - starts[numbers[row]]
    letters = np.empty(max(begins[-1], 1), np.uint8)
    for row in range(len(numbers)):
        first = starts[numbers[row]]
        for k in range(begins[row + 1] - begins[row]):
            letters[begins[row] + k] = kept[first + k]
    return begins, letters

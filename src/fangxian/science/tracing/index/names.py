"""Ids and their dense numbers, both ways: persons and places are numbered as they are met.

Ids are 64-bit integers or text, never both. A hash table with open addressing finds them; it is kept on disk with
the ids, so that a search that asks for ten of twenty million touches a few pages.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.index import table

Kind = Literal["int", "text", "none"]
ERASED: Final = np.iinfo(np.int64).min
"""Stands for an integer id that was erased."""

_LEAST: Final = 1 << 10


class Names:
    """Numbers ids from 0 in the order they are met.

    Attributes
    ----------
    kind : {"int", "text", "none"}
        What the ids are; ``none`` until the first comes.
    size : int
        How many there are, erased ones included.
    """

    def __init__(self) -> None:
        self.kind: Kind = "none"
        self.size = 0
        self._table: NDArray[np.uint32] = np.zeros(_LEAST, np.uint32)
        self._ints: NDArray[np.int64] = np.zeros(_LEAST, np.int64)
        self._starts: NDArray[np.int64] = np.zeros(_LEAST + 1, np.int64)
        self._letters: NDArray[np.uint8] = np.zeros(_LEAST, np.uint8)

    def intern(self, ids: Any, *, most: int = 1 << 31) -> NDArray[np.uint32]:
        """Return the number of each id of an Arrow array without nulls; new ids are given one.

        Raises
        ------
        TracingError
            ``ids.kind`` if the ids before were of another kind, ``stays.too_many`` if there are more than `most`.
        """
        if len(ids) == 0:
            return np.zeros(0, np.uint32)
        self._agree(ids)
        self._reserve(len(ids))
        if self.kind == "int":
            keys = _ints_of(ids)
            numbers, self.size = table.intern_ints(keys, self._ints, self.size, self._table)
        else:
            starts, letters = _letters_of(ids)
            self._reserve_letters(int(starts[-1] - starts[0]))
            state = (self._starts, self._letters, self.size, self._table)
            numbers, self.size = table.intern_texts(starts, letters, *state)
        if self.size > most:
            raise TracingError("stays.too_many", most=most, what="ids")
        found: NDArray[np.uint32] = numbers
        return found

    def find(self, ids: Any) -> NDArray[np.int64]:
        """Return the number of each id, or -1; an id given as text finds the integer it spells, and the reverse."""
        ids = self._as_kept(ids)
        if self.kind == "none" or len(ids) == 0:
            return np.full(len(ids), -1, np.int64)
        if self.kind == "int":
            numbers: NDArray[np.int64] = table.find_ints(_ints_of(ids), self._ints, self._table)
        else:
            numbers = table.find_texts(*_letters_of(ids), self._starts, self._letters, self._table)
        numbers[np.asarray(ids.is_null())] = -1
        return numbers

    def ids(self, numbers: NDArray[Any] | None = None) -> Any:
        """Return the ids of some numbers, or of all, as an Arrow array."""
        if self.kind == "text":
            if numbers is None:
                return pa.LargeStringArray.from_buffers(
                    self.size,
                    pa.py_buffer(np.ascontiguousarray(self._starts[: self.size + 1])),
                    pa.py_buffer(np.ascontiguousarray(self._letters[: self._starts[self.size]])),
                )
            starts, letters = table.take_texts(np.asarray(numbers, np.int64), self._starts, self._letters)
            return pa.LargeStringArray.from_buffers(len(numbers), pa.py_buffer(starts), pa.py_buffer(letters))
        return pa.array(self._ints[: self.size] if numbers is None else self._ints[np.asarray(numbers, np.int64)])

    def known(self) -> NDArray[np.int64]:
        """Return the numbers whose ids were not erased."""
        if self.kind == "int":
            return np.flatnonzero(self._ints[: self.size] != ERASED)
        starts = self._starts[: self.size]
        return np.flatnonzero(self._letters[starts] != 0) if self.size else np.zeros(0, np.int64)

    def erase(self, numbers: NDArray[Any]) -> None:
        """Forget ids: their numbers stay taken, but no id leads to them and none is kept."""
        if self.kind == "int":
            self._ints = np.array(self._ints)
            self._ints[numbers] = ERASED
        elif self.kind == "text":
            self._letters = np.array(self._letters)
            for number in np.asarray(numbers).tolist():
                self._letters[self._starts[number] : self._starts[number + 1]] = 0
        self._rehash(len(self._table))

    def save(self, folder: Path) -> None:
        """Write to a folder that is there. A table that grew for a large batch of old ids is cut to size first."""
        slots = max(_LEAST, 1 << (2 * self.size).bit_length())
        if slots < len(self._table):
            self._rehash(slots)
        (folder / "table.u32").write_bytes(np.ascontiguousarray(self._table).tobytes())
        if self.kind == "int":
            (folder / "ids.i64").write_bytes(self._ints[: self.size].tobytes())
        elif self.kind == "text":
            (folder / "starts.i64").write_bytes(self._starts[: self.size + 1].tobytes())
            (folder / "letters.u8").write_bytes(self._letters[: self._starts[self.size]].tobytes())
        (folder / "names.json").write_text(json.dumps({"kind": self.kind, "size": self.size}))

    @classmethod
    def load(cls, folder: Path, *, write: bool = False) -> Names:
        """Read from a folder: mapped, or, to add more, into memory."""
        names = cls()
        known = json.loads((folder / "names.json").read_text())
        names.kind, names.size = known["kind"], known["size"]
        names._table = _read(folder / "table.u32", np.uint32, write)
        if names.kind == "int":
            names._ints = _read(folder / "ids.i64", np.int64, write)
        elif names.kind == "text":
            names._starts = _read(folder / "starts.i64", np.int64, write)
            names._letters = _read(folder / "letters.u8", np.uint8, write)
        return names

    def _agree(self, ids: Any) -> None:
        kind: Kind = "int" if pa.types.is_integer(ids.type) else "text"
        if self.kind == "none":
            self.kind = kind
        elif self.kind != kind:
            raise TracingError("ids.kind", path="the batch", what="ids", found=kind, wanted=self.kind)

    def _as_kept(self, ids: Any) -> Any:
        ids = ids if isinstance(ids, pa.Array) else pa.array(ids)
        if self.kind == "int" and not pa.types.is_integer(ids.type):
            return pa.array([_whole(text) for text in ids.to_pylist()], pa.int64())
        if self.kind == "text":
            return ids.cast(pa.large_string())
        return ids

    def _reserve(self, more: int) -> None:
        wanted = self.size + more
        if self.kind == "int":
            self._ints = _grown(self._ints, wanted)
        else:
            self._starts = _grown(self._starts, wanted + 1)
        if wanted * 2 > len(self._table):
            self._rehash(1 << int(wanted * 2).bit_length())

    def _reserve_letters(self, more: int) -> None:
        self._letters = _grown(self._letters, int(self._starts[self.size]) + more)

    def _rehash(self, slots: int) -> None:
        self._table = np.zeros(slots, np.uint32)
        if self.kind == "int":
            table.rehash_ints(self._ints, self.size, self._table, ERASED)
        elif self.kind == "text":
            table.rehash_texts(self._starts, self._letters, self.size, self._table)


def _grown(array: NDArray[Any], wanted: int) -> NDArray[Any]:
    if wanted <= len(array):
        return array
    larger = np.zeros(max(wanted, len(array) * 3 // 2), array.dtype)
    larger[: len(array)] = array
    return larger


def _read(file: Path, kind: Any, write: bool) -> NDArray[Any]:
    if write or file.stat().st_size == 0:
        return np.fromfile(file, kind)
    mapped: NDArray[Any] = np.memmap(file, kind, "r").view(np.ndarray)
    return mapped


def _ints_of(ids: Any) -> NDArray[np.int64]:
    keys: NDArray[np.int64] = np.asarray(ids.fill_null(ERASED) if ids.null_count else ids).astype(np.int64, copy=False)
    return keys


def _letters_of(ids: Any) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    ids = ids.cast(pa.large_string())
    _, offsets, data = ids.buffers()
    starts = np.frombuffer(offsets, np.int64)[ids.offset : ids.offset + len(ids) + 1]
    letters = np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(1, np.uint8)
    return starts, letters


def _whole(text: Any) -> int | None:
    """The integer a text spells in the one usual way: ``7``, not ``007`` or ``7.0``."""
    if isinstance(text, str) and text.removeprefix("-").isdecimal() and str(int(text)) == text:
        number = int(text)
        return number if -(1 << 63) < number < 1 << 63 else None
    return None

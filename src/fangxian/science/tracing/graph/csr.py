"""Contacts as compressed rows: for every person the others met, each with from and until, mapped into memory.

A contact stands twice, once with either person: twelve bytes each time, side by side, so that one look at a person's
row reads all there is to know. A day's new contacts are a small graph of their own; a walk takes several graphs at
once (:mod:`.walk`), so nothing is ever rewritten but when it pleases.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.errors import TracingError

MOST_SECONDS: Final = (1 << 32) - 2
"""Times are seconds from the graph's base in 32 bits: 136 years."""

_FIELDS: Final = 3


@dataclass(frozen=True, slots=True)
class ContactGraph:
    """Contacts between persons numbered from 0.

    Attributes
    ----------
    base : int
        UTC second from which times count.
    offsets : array of int64
        Person k's contacts are rows ``offsets[k]:offsets[k+1]``.
    contacts : array of uint32, shape (twice the contacts, 3)
        The other person, from and until in seconds after the base, half-open.
    """

    base: int
    offsets: NDArray[np.int64]
    contacts: NDArray[np.uint32]

    @property
    def persons(self) -> int:
        """How many persons there are."""
        return len(self.offsets) - 1

    @classmethod
    def build(
        cls,
        one: NDArray[Any],
        other: NDArray[Any],
        start: NDArray[Any],
        end: NDArray[Any],
        *,
        persons: int,
        base: int = 0,
        folder: Path | None = None,
    ) -> Self:
        """Lay contacts out, in memory or in a folder.

        Parameters
        ----------
        one, other : array of integers
            The two persons of each contact; who met himself is left out.
        start, end : array of integers
            UTC seconds, half-open, not before the base.
        persons : int
            How many persons there are.
        base : int
            UTC second from which times count.
        folder : Path or None
            Where to keep the graph; None keeps it in memory.

        Raises
        ------
        TracingError
            ``graph.ids`` or ``graph.times`` with the first contact that cannot be.
        """
        row, node = _fault(one, other, start, end, persons, base)
        if node >= 0:
            raise TracingError("graph.ids", node=node, most=persons - 1)
        if row >= 0:
            raise TracingError("graph.times", row=row, most=MOST_SECONDS)
        offsets = _count(one, other, persons)
        contacts = _room(folder, int(offsets[-1]))
        _fill(one, other, start, end, base, offsets.copy(), contacts)
        if folder is not None:
            offsets.tofile(folder / "offsets.i64")
            (folder / "graph.json").write_text(json.dumps({"base": base, "persons": persons}))
            contacts.flush()  # type: ignore[attr-defined]
            return cls.open(folder)
        return cls(base, offsets, contacts)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Map a graph that was kept."""
        known = json.loads((folder / "graph.json").read_text())
        offsets = np.memmap(folder / "offsets.i64", np.int64, "r").view(np.ndarray)
        if offsets[-1] == 0:
            return cls(known["base"], offsets, np.zeros((0, _FIELDS), np.uint32))
        contacts = np.memmap(folder / "contacts.u32", np.uint32, "r").view(np.ndarray)
        return cls(known["base"], offsets, contacts.reshape(-1, _FIELDS))


def _room(folder: Path | None, rows: int) -> NDArray[np.uint32]:
    if folder is None or rows == 0:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
            return np.memmap(folder / "contacts.u32", np.uint32, "w+", shape=(1, _FIELDS))
        return np.empty((rows, _FIELDS), np.uint32)
    folder.mkdir(parents=True, exist_ok=True)
    return np.memmap(folder / "contacts.u32", np.uint32, "w+", shape=(rows, _FIELDS))


@compiled
def _fault(one: Any, other: Any, start: Any, end: Any, persons: int, base: int) -> tuple[Any, Any]:
    """The first contact whose times cannot be, and the first person who is none; -1 if there is none."""
    for row in range(len(one)):
        for node in (np.int64(one[row]), np.int64(other[row])):
            if node < 0 or node >= persons:
                return -1, node
        begin, stop = np.int64(start[row]) - base, np.int64(end[row]) - base
        if begin < 0 or stop < begin or stop > MOST_SECONDS:
            return row, -1
    return -1, -1


@compiled
def _count(one: Any, other: Any, persons: int) -> Any:
    offsets = np.zeros(persons + 1, np.int64)
    for row in range(len(one)):
        if one[row] != other[row]:
            offsets[np.int64(one[row]) + 1] += 1
            offsets[np.int64(other[row]) + 1] += 1
    for node in range(persons):
        offsets[node + 1] += offsets[node]
    return offsets


@compiled
def _fill(one: Any, other: Any, start: Any, end: Any, base: int, cursor: Any, contacts: Any) -> None:
    for row in range(len(one)):
        if one[row] == other[row]:
            continue
        begin, stop = np.uint32(np.int64(start[row]) - base), np.uint32(np.int64(end[row]) - base)
        for mine, theirs in ((one[row], other[row]), (other[row], one[row])):
            at = cursor[mine]
            contacts[at, 0], contacts[at, 1], contacts[at, 2] = theirs, begin, stop
            cursor[mine] = at + 1

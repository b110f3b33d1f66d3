"""Building the index: stays in any order go to a file a day; then each day is laid out, one or two at a time."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.compiled import compiled
from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.index.day import arrange, place_of_each
from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.index.packing import (
    MOST_PERSONS,
    MOST_PLACES,
    PERSON_BITS,
    START_SHIFT,
    ends_of,
)
from fangxian.science.tracing.index.store import (
    BEIJING,
    Index,
    Meta,
    day_name,
    load_day,
    read_meta,
    save_day,
    write_meta,
    writing,
)
from fangxian.science.tracing.reading.stays import Stays
from fangxian.science.tracing.rule import DAY

LONGEST: Final = 366 * DAY
"""Of a longer stay only its last 366 days are kept: no search looks back farther."""


class Builder:
    """Adds stays to an index, new or old. Days that get stays are laid out anew; the others are not touched.

    Use as a context: on leaving without an error, the index is written. Stays that are there already change nothing,
    so a file may be given twice.

    Parameters
    ----------
    folder : Path
        Of the index; made if it is not there.
    places : str
        The kind of place (:attr:`Positions.name`).
    offset : int
        Seconds east of UTC at which a day begins; only for a new index.
    window : (int, int) or None
        UTC seconds; what lies outside is cut off.
    threads : int
        Days laid out at once. Each takes some 32 bytes a stay while it is.
    progress : callable or None
        Called with the days done and the days to do.
    """

    def __init__(
        self,
        folder: Path,
        places: str,
        *,
        offset: int = BEIJING,
        window: tuple[int, int] | None = None,
        threads: int = 1,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        self.folder, self.window, self.threads, self.progress = folder, window, threads, progress
        self.meta = _meta_of(folder, places, offset)
        self._spill = folder / "spill"
        self._spilled: set[int] = set()
        self._lock = writing(folder)

    def __enter__(self) -> Self:
        self._lock.__enter__()
        shutil.rmtree(self._spill, ignore_errors=True)
        self._spill.mkdir()
        known = (self.folder / "people").exists()
        self.people = Names.load(self.folder / "people", write=True) if known else Names()
        self.places = Names.load(self.folder / "places", write=True) if known else Names()
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if error is None:
                self._finish()
        finally:
            shutil.rmtree(self._spill, ignore_errors=True)
            self._lock.__exit__(kind, error, trace)

    def add(self, stays: Stays) -> None:
        """Take in a batch."""
        persons = self.people.intern(stays.persons, most=MOST_PERSONS)
        places = self.places.intern(stays.places, most=MOST_PLACES)
        low, high = self.window or (-(1 << 60), 1 << 60)
        days, ends, words, where = _split(persons, places, stays.start, stays.end, low, high, self.meta.offset)
        for k, day in enumerate(days.tolist()):
            part = slice(ends[k], ends[k + 1])
            self._append(day, words[part], where[part])

    def _append(self, day: int, words: NDArray[np.uint64], where: NDArray[np.uint32]) -> None:
        self._spilled.add(day)
        for name, rows in (("words", words), ("where", where)):
            with (self._spill / f"{day}.{name}").open("ab") as file:
                rows.tofile(file)

    def _finish(self) -> None:
        for name, names in (("people", self.people), ("places", self.places)):
            new = self.folder / f"{name}.new"
            shutil.rmtree(new, ignore_errors=True)
            new.mkdir()
            names.save(new)
            shutil.rmtree(self.folder / name, ignore_errors=True)
            new.rename(self.folder / name)
        days = sorted(self._spilled)
        done = 0
        with ThreadPoolExecutor(self.threads) as pool:
            for day, entry in zip(days, pool.map(self._lay_out, days), strict=True):
                self.meta.days[day] = entry
                done += 1
                if self.progress is not None:
                    self.progress(done, len(days))
        write_meta(self.folder, self.meta)

    def _lay_out(self, day: int) -> dict[str, int]:
        """Lay out one day: what was spilled and what was there."""
        words = np.fromfile(self._spill / f"{day}.words", np.uint64)
        where = np.fromfile(self._spill / f"{day}.where", np.uint32)
        (self._spill / f"{day}.words").unlink()
        (self._spill / f"{day}.where").unlink()
        folder = self.folder / "days" / day_name(day)
        if day in self.meta.days:
            old = load_day(folder, day)
            words = np.concatenate((words, old.words))
            where = np.concatenate((where, place_of_each(old)))
        arrays = arrange(words, where, self.people.size)
        save_day(folder, arrays)
        until = int(ends_of(arrays.words).max()) + day * DAY - self.meta.offset
        return {"stays": len(arrays.words), "until": until}


def open_index(folder: Path) -> Index:
    """Open an index that is there."""
    return Index(folder)


def _meta_of(folder: Path, places: str, offset: int) -> Meta:
    if not (folder / "index.json").exists():
        return Meta(places, offset, {})
    meta = read_meta(folder)
    if meta.places != places:
        raise TracingError("index.layout", path=folder, found=meta.places, wanted=places)
    return meta


@compiled
def _split(persons: Any, places: Any, start: Any, end: Any, low: int, high: int, offset: int) -> Any:
    """Cut stays at the ends of days, and sort the pieces by day.

    Returns the days, where each begins and ends, and the words and places of the pieces. Stays of no length, in
    which nobody can be together, are dropped.
    """
    first: Any = np.int64(1) << 60
    last: Any = -first
    for row in range(len(start)):
        begin, stop = max(start[row], low, end[row] - LONGEST), min(end[row], high)
        if begin < stop:
            first = min(first, (begin + offset) // DAY)
            last = max(last, (stop - 1 + offset) // DAY)
    width = max(last - first + 1, 0)
    counts = np.zeros(width + 1, np.int64)
    for row in range(len(start)):
        begin, stop = max(start[row], low, end[row] - LONGEST), min(end[row], high)
        if begin < stop:
            for day in range((begin + offset) // DAY - first, (stop - 1 + offset) // DAY - first + 1):
                counts[day + 1] += 1
    for day in range(width):
        counts[day + 1] += counts[day]
    words, where = np.empty(counts[width], np.uint64), np.empty(counts[width], np.uint32)
    cursor = counts[:-1].copy()
    for row in range(len(start)):
        begin, stop = max(start[row], low, end[row] - LONGEST), min(end[row], high)
        if begin >= stop:
            continue
        for day in range((begin + offset) // DAY, (stop - 1 + offset) // DAY + 1):
            midnight = day * DAY - offset
            since, until = max(begin - midnight, 0), min(stop - midnight, DAY)
            word = since << START_SHIFT | until << PERSON_BITS | np.int64(persons[row])
            words[cursor[day - first]] = np.uint64(word)
            where[cursor[day - first]] = places[row]
            cursor[day - first] += 1
    present = np.zeros(width, np.int64)
    found = 0
    for day in range(width):
        if counts[day + 1] > counts[day]:
            present[found] = day
            found += 1
    edges = np.empty(found + 1, np.int64)
    for k in range(found):
        edges[k] = counts[present[k]]
    edges[found] = counts[width]
    return present[:found] + first, edges, words, where

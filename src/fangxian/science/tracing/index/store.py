"""The index on disk: a folder a day, mapped into memory when it is asked for.

``index.json`` says which days there are; ``people/`` and ``places/`` hold the ids (:mod:`.names`); ``days/<date>/``
the arrays of a day (:mod:`.day`), plain little-endian files. A day of the index is 86,400 s of a fixed offset from
UTC (that of Beijing unless told otherwise): a unit of keeping and erasing, which no search can see.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.index.day import DayArrays
from fangxian.science.tracing.index.names import Names
from fangxian.science.tracing.rule import DAY, unit_of

VERSION: Final = 1
BEIJING: Final = 8 * 3_600
"""Seconds east of UTC (Beijing time, UTC+8, without summer time since 1992)."""

_FILES: Final[dict[str, Any]] = {
    "words": np.uint64,
    "places": np.uint32,
    "offsets": np.int64,
    "people": np.uint32,
    "positions": np.uint32,
}


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the index that is mapped.

    Attributes
    ----------
    number : int
        Days since 1970-01-01 in the index's offset.
    begins : int
        UTC second at which it begins.
    arrays : DayArrays
        Its stays.
    """

    number: int
    begins: int
    arrays: DayArrays


@dataclass(frozen=True, slots=True)
class Meta:
    """What ``index.json`` holds: the kind of place, the offset of days, stays and last second of each day."""

    places: str
    offset: int
    days: dict[int, dict[str, int]]


class Index:
    """An index that is read. Opening maps nothing; a day is mapped when it is first asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.meta = read_meta(folder)
        self._days: dict[int, Day] = {}

    @cached_property
    def people(self) -> Names:
        """Ids of the persons."""
        return Names.load(self.folder / "people")

    @cached_property
    def places(self) -> Names:
        """Ids of the places."""
        return Names.load(self.folder / "places")

    @property
    def same(self) -> str:
        """What within a place the index tells apart (``room``, ``row`` …); empty for whole places."""
        return unit_of(self.meta.places)

    @property
    def stays(self) -> int:
        """How many stays there are; a stay across midnight counts in both days."""
        return sum(day["stays"] for day in self.meta.days.values())

    @property
    def last_second(self) -> int:
        """UTC second at which the last stay ends; 0 if there is none."""
        return max((day["until"] for day in self.meta.days.values()), default=0)

    @property
    def bytes(self) -> int:
        """Bytes on disk, names included."""
        return sum(file.stat().st_size for file in self.folder.rglob("*") if file.is_file())

    def days_between(self, start: int, end: int) -> list[Day]:
        """Return the days that hold a second of ``[start, end)``, in order."""
        first, last = (start + self.meta.offset) // DAY, (end - 1 + self.meta.offset) // DAY
        return [self.day(number) for number in sorted(self.meta.days) if first <= number <= last]

    def day(self, number: int) -> Day:
        """Return one day, mapped."""
        if number not in self._days:
            arrays = load_day(self.folder / "days" / day_name(number), number)
            self._days[number] = Day(number, number * DAY - self.meta.offset, arrays)
        return self._days[number]


def day_name(number: int) -> str:
    """Return the date of a day's number, as its folder is called."""
    return (date(1970, 1, 1) + timedelta(days=number)).isoformat()


def read_meta(folder: Path) -> Meta:
    """Read ``index.json``."""
    try:
        known = json.loads((folder / "index.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise TracingError("index.missing", path=folder) from error
    if known.get("version") != VERSION:
        raise TracingError("index.version", path=folder, found=known.get("version"))
    return Meta(known["places"], known["offset"], {int(day): entry for day, entry in known["days"].items()})


def write_meta(folder: Path, meta: Meta) -> None:
    """Write ``index.json``, whole or not at all."""
    days = {str(day): entry for day, entry in sorted(meta.days.items())}
    known = {"version": VERSION, "places": meta.places, "offset": meta.offset, "days": days}
    new = folder / "index.json.new"
    with new.open("w", encoding="utf-8") as file:
        json.dump(known, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / "index.json")


def save_day(folder: Path, arrays: DayArrays) -> None:
    """Write a day beside its place, then put it there."""
    new = folder.with_name(folder.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    for name in _FILES:
        getattr(arrays, name).tofile(new / name)
    sizes = {name: len(getattr(arrays, name)) for name in _FILES}
    (new / "day.json").write_text(json.dumps(sizes))
    shutil.rmtree(folder, ignore_errors=True)
    new.rename(folder)


def load_day(folder: Path, number: int) -> DayArrays:
    """Map a day's files, and check that they are as long as was written down."""
    try:
        sizes = json.loads((folder / "day.json").read_text())
        mapped = {name: _mapped(folder / name, kind, sizes[name]) for name, kind in _FILES.items()}
    except (OSError, ValueError, KeyError) as error:
        raise TracingError("index.damaged", day=day_name(number), reason=str(error)) from error
    return DayArrays(**mapped)


def _mapped(file: Path, kind: Any, length: int) -> NDArray[Any]:
    if file.stat().st_size != length * np.dtype(kind).itemsize:
        message = f"{file.name} is cut short"
        raise ValueError(message)
    if length == 0:
        return np.zeros(0, kind)
    mapped: NDArray[Any] = np.memmap(file, kind, "r").view(np.ndarray)
    return mapped


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Hold the index alone while it is written; a second writer is refused."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise TracingError("index.busy", path=folder) from error
        yield

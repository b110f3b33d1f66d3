"""Stays of a file: checked row by row, the bad ones counted and left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading.places import Positions
from fangxian.science.tracing.reading.report import BACKWARDS, GOOD, NOWHERE, NULL, OUTSIDE, SPOT, Report, Sampler
from fangxian.science.tracing.reading.source import Batch, batches
from fangxian.science.tracing.reading.times import seconds_of

REQUIRED = ("person_id", "start", "end")


@dataclass(frozen=True, slots=True)
class Stays:
    """Good rows of one batch.

    Attributes
    ----------
    persons, places : pyarrow.Array
        Ids: 64-bit integers or text, without nulls.
    start, end : array of int64
        Seconds of UTC, ``start <= end``; at the end the person is gone.
    """

    persons: Any
    places: Any
    start: NDArray[np.int64]
    end: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.start)


def read_stays(
    path: Path,
    positions: Positions,
    report: Report,
    *,
    window: tuple[int, int] | None = None,
    zone: str | None = None,
    known_places: Any = None,
) -> Iterator[Stays]:
    """Yield the good stays of a file or folder, batch by batch; what is left out goes into the report.

    Parameters
    ----------
    path : Path
        A Parquet, CSV or Arrow file, or a folder of them.
    positions : Positions
        What stands for a place.
    report : Report
        Filled while the batches are taken.
    window : (int, int) or None
        UTC seconds; stays wholly outside are left out.
    zone : str or None
        Declared zone of times without one; None leaves those rows out.
    known_places : pyarrow.Array or None
        Ids of places that exist; rows elsewhere are left out. None asks nothing.
    """
    for batch in batches(path, (*REQUIRED, *positions.columns)):
        yield checked(batch, positions, report, window=window, zone=zone, known_places=known_places)


def checked(
    batch: Batch,
    positions: Positions,
    report: Report,
    *,
    window: tuple[int, int] | None,
    zone: str | None,
    known_places: Any = None,
) -> Stays:
    """Return the good rows of a batch and count the others. The first fault of a row is the one that counts."""
    persons = ids_of(batch.columns["person_id"], "person_id")
    places = positions.places_of(batch.columns)
    if positions.named:
        places = ids_of(places, positions.source)
    spots = positions.spots_of(places, batch.columns)
    start, start_code = seconds_of(batch.columns["start"], "start", zone=zone)
    end, end_code = seconds_of(batch.columns["end"], "end", zone=zone)
    reasons = np.where(start_code != GOOD, start_code, end_code)
    _mark(reasons, end < start, BACKWARDS)
    _mark(reasons, _unknown(places, known_places), NOWHERE)
    if window is not None:
        _mark(reasons, (end <= window[0]) | (start >= window[1]), OUTSIDE)
    for column in (persons, places) if positions.named else (persons,):
        if column.null_count:
            reasons[np.asarray(column.is_null())] = NULL
    if positions.within:
        _mark(reasons, np.asarray(spots.is_null()), SPOT)
    report.count(reasons, Sampler(batch.file, batch.first, batch.columns))
    good = reasons == GOOD
    if not good.all():
        mask = pa.array(good)
        persons, spots, start, end = persons.filter(mask), spots.filter(mask), start[good], end[good]
    report.zero_length += int((start == end).sum())
    return Stays(persons, spots, start, end)


def ids_of(column: Any, name: str) -> Any:
    """Return a column of ids as 64-bit integers or as text; an empty text is no id."""
    kind = column.type
    if pa.types.is_integer(kind):
        return column.cast(pa.int64())
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        texts = column.cast(pa.large_string())
        empty = pa.compute.equal(texts, "")
        return pa.compute.if_else(empty, pa.scalar(None, pa.large_string()), texts)
    if pa.types.is_null(kind):
        return column.cast(pa.int64())
    raise TracingError("stays.column_type", column=name, found=str(kind), wanted="whole numbers or text")


def _mark(reasons: NDArray[np.uint8], faulty: NDArray[np.bool_], reason: int) -> None:
    reasons[faulty & (reasons == GOOD)] = reason


def _unknown(places: Any, known: Any) -> NDArray[np.bool_]:
    unknown: NDArray[np.bool_] = np.zeros(len(places), np.bool_)
    if places.null_count:
        unknown |= np.asarray(places.is_null())
    if known is not None:
        unknown = unknown | ~np.asarray(pa.compute.is_in(places, known.cast(places.type)))
    return unknown

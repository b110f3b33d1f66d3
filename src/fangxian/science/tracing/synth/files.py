"""Synthetic stays as files: a folder a day, and a table of the places."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pa_parquet
from numpy.typing import NDArray

from fangxian.science.tracing.reading.stays import Stays
from fangxian.science.tracing.synth.city import City
from fangxian.science.tracing.synth.day import MOST, cell_of, day_of

CHUNK: Final = 200_000
"""People made at a time."""

KINDS: Final = ("home", "indoor", "indoor", "vehicle")
"""Kind of homes, firms, venues and trips, as the dose weighs them."""

SATURDAY: Final = 5


def write(
    city: City,
    folder: Path,
    *,
    first: date,
    offset: int = 28_800,
    columns: tuple[str, ...] = ("place_id", "cell"),
    progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write a city's stays and places; return the number of stays.

    Stays go to ``stays/day=<date>/part.parquet`` (person_id, the columns asked for, start, end), places to
    ``places.parquet`` (place_id, kind, cell, lon, lat).

    Parameters
    ----------
    city : City
        Its size and seed.
    folder : Path
        Made if it is not there.
    first : date
        The first day.
    offset : int
        Seconds east of UTC of the city's clock.
    columns : tuple of str
        Which of ``place_id``, ``cell``, ``lon`` and ``lat`` the stays carry. A cell is 800 m of the grid; a position is
        its middle.
    progress : callable or None
        Called with the days done and the days to do.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = 0
    for day in range(city.days):
        place = folder / "stays" / f"day={(first + timedelta(days=day)).isoformat()}"
        place.mkdir(parents=True, exist_ok=True)
        rows += _write_day(city, place / "part.parquet", day, first, offset, columns)
        if progress is not None:
            progress(day + 1, city.days)
    pa_parquet.write_table(places_of(city), folder / "places.parquet", compression="zstd")
    return rows


def stays_of(city: City, *, first: date, offset: int = 28_800, by: str = "place_id") -> Iterator[Stays]:
    """Yield a city's stays without a file, batch by batch."""
    codes = city.codes()
    for day in range(city.days):
        for rows in _chunks(city, day, first):
            midnight = _midnight(first, day, offset)
            place = rows[:, 1].copy() if by == "place_id" else codes[rows[:, 2]]
            yield Stays(pa.array(rows[:, 0].copy()), pa.array(place), rows[:, 3] + midnight, rows[:, 4] + midnight)


def places_of(city: City) -> Any:
    """Return the table of places. Trips have no cell: a bus moves."""
    edges = city.edges
    still = edges[3]
    ranks = np.array([cell_of(city.seed, place, city.homes, city.cells) for place in range(still)], np.int64)
    lon, lat = city.positions()
    moving = edges[4] - still
    kinds = np.repeat(np.array(KINDS, object), np.diff(edges))
    return pa.table(
        {
            "place_id": pa.array(np.arange(edges[4])),
            "kind": pa.array(kinds, pa.string()),
            "cell": pa.concat_arrays([pa.array(city.codes()[ranks]), pa.nulls(moving, pa.int64())]),
            "lon": pa.concat_arrays([pa.array(lon[ranks]), pa.nulls(moving, pa.float64())]),
            "lat": pa.concat_arrays([pa.array(lat[ranks]), pa.nulls(moving, pa.float64())]),
        }
    )


def _write_day(city: City, file: Path, day: int, first: date, offset: int, columns: tuple[str, ...]) -> int:
    codes = city.codes()
    positions = city.positions()
    midnight = _midnight(first, day, offset)
    written = 0
    writer = None
    for rows in _chunks(city, day, first):
        table = _table(rows, midnight, codes, positions, columns)
        writer = writer or pa_parquet.ParquetWriter(file, table.schema, compression="zstd", compression_level=1)
        writer.write_table(table, row_group_size=1 << 20)
        written += len(rows)
    if writer is not None:
        writer.close()
    return written


def _chunks(city: City, day: int, first: date) -> Iterator[NDArray[np.int64]]:
    sizes = np.array([city.cells, city.homes, city.firms, city.venues, city.lines], np.int64)
    weekend = (first + timedelta(days=day)).weekday() >= SATURDAY
    out = np.empty((min(CHUNK, city.people) * MOST, 5), np.int64)
    for begin in range(0, city.people, CHUNK):
        rows = day_of(begin, min(begin + CHUNK, city.people), day, weekend, city.seed, sizes, out)
        yield out[:rows]


def _table(rows: NDArray[np.int64], midnight: int, codes: NDArray[np.int64], positions: Any, columns: Any) -> Any:
    made: dict[str, Any] = {"person_id": pa.array(rows[:, 0].copy())}
    for name in columns:
        if name == "place_id":
            made[name] = pa.array(rows[:, 1].copy())
        elif name == "cell":
            made[name] = pa.array(codes[rows[:, 2]])
        else:
            made[name] = pa.array(positions[0 if name == "lon" else 1][rows[:, 2]])
    for name, column in (("start", 3), ("end", 4)):
        made[name] = pa.array((rows[:, column] + midnight) * 1_000, pa.timestamp("ms", tz="UTC"))
    return pa.table(made)


def _midnight(first: date, day: int, offset: int) -> int:
    begin = datetime(first.year, first.month, first.day, tzinfo=UTC) + timedelta(days=day)
    return int(begin.timestamp()) - offset

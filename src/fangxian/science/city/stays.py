"""A day's stays of many people at once, and their writing as Parquet for whoever searches companions.

The table is the one that companion searches read: ``person_id``, ``place_id``, ``lon``, ``lat``, ``start``, ``end``.
Nobody is in two places at once; between stays people are on their way.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal
from zoneinfo import ZoneInfo

import numpy as np

from fangxian.science.city.arrays import F32, I32, I64
from fangxian.science.city.chance import borrowing
from fangxian.science.city.model import City
from fangxian.science.city.parameters import AGES
from fangxian.science.city.places import area_of
from fangxian.science.city.tables import AGE_MASK
from fangxian.science.city.visits import (
    MAX_STAYS,
    MAX_VISITS,
    TRANSIT,
    day_word,
    goes,
    lane_visits,
    rest_day,
    ride,
    site_hours,
    traits_of,
    weekday_of,
)

if TYPE_CHECKING:
    import pyarrow as pa

Compression = Literal["none", "snappy", "zstd"]

EPOCH: Final = date(1970, 1, 1)
BLOCK: Final = 1 << 18
"""Persons whose stays are made at once; a block of rows needs some 50 MB."""
AWAY = 30
"""Minutes between two visits from which somebody is taken to have gone home in between."""
WAY = 10
"""Minutes on the way from home and back to it."""
_MIDNIGHT = 1440


@dataclass(frozen=True, eq=False, slots=True)
class Stays:
    """Stays as columns, by person and in order of time.

    Attributes
    ----------
    person, place : int32[n]
        Person and place id.
    lon, lat : float32[n]
        Where the place stands (degrees).
    start, end : int64[n]
        Milliseconds since 1970-01-01 UTC.
    """

    person: I32
    place: I32
    lon: F32
    lat: F32
    start: I64
    end: I64

    def __len__(self) -> int:
        return int(self.person.size)


def day_number(day: date) -> int:
    """The day's number: days since 1970-01-01."""
    return (day - EPOCH).days


def midnight(city: City, day: int) -> int:
    """Milliseconds since 1970-01-01 UTC at which a day begins in the city."""
    start = datetime.combine(date.fromordinal(EPOCH.toordinal() + day), time(), ZoneInfo(city.timezone))
    return round(start.timestamp() * 1000)


def stays_of(city: City, day: int, first: int, last: int, *, home: bool = True) -> Stays:
    """Stays of persons ``first … last - 1`` on a day.

    Parameters
    ----------
    city : City
        The city.
    day : int
        Days since 1970-01-01 in the city's zone.
    home : bool
        Whether time at home is a stay too.
    """
    room = (last - first) * (MAX_STAYS if home else MAX_VISITS + 2)
    person, place = np.empty(room, np.int32), np.empty(room, np.int32)
    lon, lat = np.empty(room, np.float32), np.empty(room, np.float32)
    start, end = np.empty(room, np.int64), np.empty(room, np.int64)
    spots = (city.group_site, city.household_building, city.place_lon, city.place_lat, city.building_lon,
             city.building_lat)  # fmt: skip
    count = _write(
        city.tables(), spots, day, first, last, home, midnight(city, day), np.empty((4, MAX_VISITS), np.int32),
        (person, place, lon, lat, start, end),
    )  # fmt: skip
    return Stays(person[:count], place[:count], lon[:count], lat[:count], start[:count], end[:count])


def blocks(
    city: City, day: int, *, home: bool = True, persons: range | None = None, threads: int | None = None
) -> Iterator[Stays]:
    """Stays of a day, block by block in order of person; blocks are made ahead on threads."""
    everybody = persons if persons is not None else range(city.n_persons)
    cuts = [*range(everybody.start, everybody.stop, BLOCK), everybody.stop]
    threads = threads or 2
    with ThreadPoolExecutor(threads) as pool:
        ahead = []
        for low, high in itertools.pairwise(cuts):
            ahead.append(pool.submit(stays_of, city, day, low, high, home=home))
            if len(ahead) > threads:
                yield ahead.pop(0).result()
        for job in ahead:
            yield job.result()


def write_stays(
    city: City,
    file: Path,
    day: int,
    *,
    home: bool = True,
    persons: range | None = None,
    compression: Compression = "none",
    threads: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write a day's stays as Parquet, and return the number of rows.

    Columns are ``person_id`` and ``place_id`` (int32), ``lon`` and ``lat`` (float32, WGS-84), ``start`` and ``end``
    (timestamps in milliseconds, UTC). The city's name, seed and fingerprint stand in the file's metadata.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(city)
    total = 0
    with pq.ParquetWriter(file, schema, compression=compression, use_dictionary=False, write_statistics=False) as out:
        for block in blocks(city, day, home=home, persons=persons, threads=threads):
            out.write_table(_table(block, schema, pa), row_group_size=len(block) or 1)
            total += len(block)
            if progress is not None:
                progress(len(block))
    return total


def _schema(city: City) -> pa.Schema:
    import pyarrow as pa

    moment = pa.timestamp("ms", tz="UTC")
    whence: dict[bytes | str, bytes | str] = {
        "city": city.name,
        "seed": str(city.seed),
        "fingerprint": city.fingerprint,
        "crs": "WGS-84",
    }
    columns = {
        "person_id": pa.int32(),
        "place_id": pa.int32(),
        "lon": pa.float32(),
        "lat": pa.float32(),
        "start": moment,
        "end": moment,
    }
    return pa.schema([pa.field(name, kind, nullable=False) for name, kind in columns.items()], metadata=whence)


def _table(block: Stays, schema: pa.Schema, arrow: Any) -> Any:
    columns: tuple[Any, ...] = (block.person, block.place, block.lon, block.lat, block.start, block.end)
    arrays = [
        arrow.Array.from_buffers(field.type, column.size, [None, arrow.py_buffer(np.ascontiguousarray(column))])
        for field, column in zip(schema, columns, strict=True)
    ]
    return arrow.Table.from_arrays(arrays, schema=schema)


@borrowing
def _write(tables: Any, spots: Any, day: Any, first: Any, last: Any, home: Any, dawn: Any, own: Any, out: Any) -> Any:
    group_site, household_building, place_lon, place_lat, building_lon, building_lat = spots
    person_out, place_out, lon_out, lat_out, start_out, end_out = out
    place, start, end = own[0], own[1], own[2]
    area, count, weekday = area_of(tables.area_persons, first), 0, weekday_of(day)
    for person in range(first, last):
        while tables.area_persons[area + 1] <= person:
            area += 1
        word = day_word(tables.seed, person, day)
        traits = traits_of(tables.traits, person)
        work = goes(tables.clock, traits, rest_day(tables.seed, person, traits), weekday, word)
        visits = 0
        if work == 1 and traits & TRANSIT:
            visits = ride(tables, person, area, day, place, start, end, 0)
        row = work * AGES + (traits & AGE_MASK)
        visits = lane_visits(tables, person, area, day, word, row, work, place, start, end, visits)
        site, begin, stop = np.int64(-1), np.int64(0), np.int64(0)
        if work == 1:
            site = np.int64(group_site[tables.group[person]])
            begin, stop = site_hours(tables.seed, tables.clock, traits, person, day)
        dwelling = tables.household[person]
        building = household_building[dwelling]
        house = np.int32(tables.first_venue + tables.venues.shape[0] + dwelling)
        cursor, spot = np.int64(0), 0
        done = work == 0
        while spot < visits or not done:
            at_site = not done and (spot >= visits or begin < start[spot])
            arrive, leave = (begin, stop) if at_site else (np.int64(start[spot]), np.int64(end[spot]))
            if home and (cursor == 0 or arrive - cursor >= AWAY):
                person_out[count], place_out[count] = person, house
                lon_out[count], lat_out[count] = building_lon[building], building_lat[building]
                since = np.int64(0) if cursor == 0 else cursor + WAY
                start_out[count], end_out[count] = dawn + since * 60_000, dawn + (arrive - WAY) * 60_000
                count += 1
            where = site if at_site else np.int64(place[spot])
            person_out[count], place_out[count] = person, np.int32(where)
            lon_out[count], lat_out[count] = place_lon[where], place_lat[where]
            start_out[count], end_out[count] = dawn + arrive * 60_000, dawn + leave * 60_000
            count += 1
            cursor = leave
            if at_site:
                done = True
            else:
                spot += 1
        since = np.int64(0) if cursor == 0 else cursor + WAY
        if home and since < _MIDNIGHT:
            person_out[count], place_out[count] = person, house
            lon_out[count], lat_out[count] = building_lon[building], building_lat[building]
            start_out[count], end_out[count] = dawn + since * 60_000, dawn + _MIDNIGHT * 60_000
            count += 1
    return count

"""Stays as a table for companion searches."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fangxian.science.city.model import City
from fangxian.science.city.stays import blocks, day_number, midnight, stays_of, write_stays

MONDAY = day_number(date(2021, 11, 1))
MINUTE = 60_000


def test_the_table_has_the_columns_that_companion_searches_read(hamlet: City, tmp_path: Path) -> None:
    rows = write_stays(hamlet, tmp_path / "stays.parquet", MONDAY)
    table = pq.read_table(tmp_path / "stays.parquet")
    assert table.num_rows == rows > 2 * hamlet.n_persons
    assert table.column_names == ["person_id", "place_id", "lon", "lat", "start", "end"]
    assert table.schema.field("start").type == pa.timestamp("ms", tz="UTC")
    assert not any(field.nullable for field in table.schema)
    assert table.schema.metadata[b"fingerprint"].decode() == hamlet.fingerprint


def test_a_day_runs_from_local_midnight_to_midnight(hamlet: City) -> None:
    stays = stays_of(hamlet, MONDAY, 0, hamlet.n_persons)
    dawn = datetime(2021, 11, 1, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    assert stays.start.min() == dawn.timestamp() * 1000
    assert stays.end.max() == stays.start.min() + 1440 * MINUTE


def test_everybody_sleeps_at_home_and_no_two_stays_of_a_person_overlap(hamlet: City) -> None:
    stays = stays_of(hamlet, MONDAY, 0, hamlet.n_persons)
    assert np.array_equal(np.unique(stays.person), np.arange(hamlet.n_persons))
    assert np.all(stays.start < stays.end)
    same = stays.person[1:] == stays.person[:-1]
    assert np.all(stays.end[:-1][same] <= stays.start[1:][same])
    first = np.append(True, ~same)
    assert np.array_equal(stays.place[first], hamlet.n_places + hamlet.household)


def test_coordinates_are_those_of_the_place(hamlet: City) -> None:
    stays = stays_of(hamlet, MONDAY, 0, 500)
    for place, lon, lat in zip(stays.place.tolist(), stays.lon.tolist(), stays.lat.tolist(), strict=True):
        assert (lon, lat) == hamlet.coordinates(place)


def test_without_homes_only_outings_are_left(hamlet: City) -> None:
    outings = stays_of(hamlet, MONDAY, 0, hamlet.n_persons, home=False)
    whole = stays_of(hamlet, MONDAY, 0, hamlet.n_persons)
    out = whole.place < hamlet.n_places
    assert np.array_equal(outings.place, whole.place[out])
    assert np.array_equal(outings.start, whole.start[out])


def test_blocks_join_to_the_whole_whatever_the_threads(county: City, monkeypatch: object) -> None:
    from fangxian.science.city import stays as module

    monkeypatch.setattr(module, "BLOCK", 7_001)
    whole = stays_of(county, MONDAY, 0, county.n_persons)
    for threads in (1, 3):
        parts = list(blocks(county, MONDAY, threads=threads))
        assert len(parts) == 9
        assert np.array_equal(np.concatenate([part.person for part in parts]), whole.person)
        assert np.array_equal(np.concatenate([part.start for part in parts]), whole.start)


def test_some_persons_only(hamlet: City, tmp_path: Path) -> None:
    write_stays(hamlet, tmp_path / "some.parquet", MONDAY, persons=range(100, 120), home=False)
    persons = pq.read_table(tmp_path / "some.parquet")["person_id"].to_numpy()
    assert set(persons) <= set(range(100, 120))
    assert persons.size > 5


def test_a_day_begins_at_midnight_of_the_citys_own_zone(hamlet: City) -> None:
    elsewhere = replace(hamlet, timezone="Europe/Berlin")
    assert midnight(elsewhere, MONDAY) - midnight(hamlet, MONDAY) == 7 * 3_600_000
    assert day_number(date(1970, 1, 2)) == 1

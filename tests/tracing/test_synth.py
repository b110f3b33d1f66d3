"""Synthetic stays are the same for the same seed, and look like a city."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow.parquet
import pytest

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading import Positions, Report, read_stays
from fangxian.science.tracing.reading.grid import cells_of
from fangxian.science.tracing.synth import City, write
from fangxian.science.tracing.synth.files import stays_of

MONDAY = date(2021, 11, 1)


def table_of(folder: Path, city: City) -> pyarrow.Table:
    write(city, folder, first=MONDAY, columns=("place_id", "cell", "lon", "lat"))
    return pyarrow.parquet.read_table(folder / "stays", partitioning=None)


def test_the_same_seed_gives_the_same_stays_and_another_others(tmp_path: Path) -> None:
    one, two, three = (table_of(tmp_path / str(k), City(500, 2, seed)) for k, seed in enumerate((1, 1, 2)))
    assert one.equals(two)
    assert not one.equals(three)


def test_a_day_does_not_depend_on_how_many_days_or_people_at_a_time_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from fangxian.science.tracing.synth import files

    long = table_of(tmp_path / "a", City(500, 3, 5))
    monkeypatch.setattr(files, "CHUNK", 70)
    short = table_of(tmp_path / "b", City(500, 2, 5))
    assert long.slice(0, len(short)).drop_columns(["place_id"]).equals(short.drop_columns(["place_id"]))


def test_nobody_is_in_two_places_at_once_and_nights_are_at_home(tmp_path: Path) -> None:
    city = City(400, 3, 9)
    table = table_of(tmp_path, city)
    person = table["person_id"].to_numpy()
    start, end = (table[name].cast("int64").to_numpy() // 1_000 for name in ("start", "end"))
    order = np.lexsort((start, person))
    same = np.diff(person[order]) == 0
    assert (start[order][1:][same] >= end[order][:-1][same]).all()
    assert (end > start).all()
    homes = defaultdict(set)
    for who, place in zip(person.tolist(), table["place_id"].to_pylist(), strict=True):
        if place < city.homes:
            homes[who].add(place)
    assert {len(of_one) for of_one in homes.values()} == {1}
    assert len(homes) == 400


def test_the_reader_finds_nothing_to_leave_out_and_cells_are_those_of_the_positions(tmp_path: Path) -> None:
    table = table_of(tmp_path, City(300, 1, 3))
    report = Report()
    rows = sum(len(batch) for batch in read_stays(tmp_path / "stays", Positions("grid", 800), report))
    assert (rows, report.bad) == (len(table), {})
    assert (cells_of(table["lon"].to_numpy(), table["lat"].to_numpy(), 800) == table["cell"].to_numpy()).all()


def test_some_fifty_stays_a_person_in_a_fortnight_and_a_few_places_hold_many(tmp_path: Path) -> None:
    city = City(2_000, 14, 4)
    batches = list(stays_of(city, first=MONDAY))
    assert 40 < sum(len(batch) for batch in batches) / 2_000 < 65
    places = np.concatenate([batch.places.to_numpy() for batch in batches])
    venues = places[(places >= city.edges[2]) & (places < city.edges[3])]
    counts = np.sort(np.bincount(venues - city.edges[2], minlength=city.venues))[::-1]
    assert counts[:5].sum() > 5 * 2 * counts.mean()
    assert (places >= city.edges[3]).mean() > 0.05


def test_every_place_has_its_kind_and_all_but_vehicles_a_cell(tmp_path: Path) -> None:
    city = City(200, 1, 0)
    table_of(tmp_path, city)
    places = pyarrow.parquet.read_table(tmp_path / "places.parquet")
    assert len(places) == city.edges[-1]
    kinds, cells = places["kind"].to_pylist(), places["cell"].to_pylist()
    assert all((cell is None) == (kind == "vehicle") for kind, cell in zip(kinds, cells, strict=True))
    assert set(kinds) == {"home", "indoor", "vehicle"}


def test_a_city_of_nobody_is_refused() -> None:
    with pytest.raises(TracingError, match=r"synth\.size"):
        City(0, 1)

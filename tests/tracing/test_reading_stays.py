"""Every row of a file becomes a stay or is counted, with its reason and an example."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading import Positions, Report, read_stays
from fangxian.science.tracing.reading.places import choose
from fangxian.science.tracing.reading.report import GOOD, MALFORMED, NAIVE
from fangxian.science.tracing.reading.source import columns_of
from fangxian.science.tracing.reading.times import seconds_of

PLACES = Positions("place_id")


def read(path: Path, positions: Positions = PLACES, **options: Any) -> tuple[list[tuple[Any, ...]], Report]:
    report = Report()
    rows = [
        row
        for batch in read_stays(path, positions, report, **options)
        for row in zip(
            batch.persons.to_pylist(), batch.places.to_pylist(), batch.start.tolist(), batch.end.tolist(), strict=True
        )
    ]
    return rows, report


def csv_of(folder: Path, *rows: str, header: str = "person_id,place_id,start,end") -> Path:
    path = folder / "stays.csv"
    path.write_text("\n".join((header, *rows)) + "\n", encoding="utf-8")
    return path


GOOD_ROW = "a,X,2021-11-02T08:00:00+08:00,2021-11-02T09:00:00+08:00"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",X,2021-11-02T08:00:00Z,2021-11-02T09:00:00Z", "null"),
        ("a,,2021-11-02T08:00:00Z,2021-11-02T09:00:00Z", "null"),
        ("a,X,,2021-11-02T09:00:00Z", "null"),
        ("a,X,2021-11-02T08:00:00,2021-11-02T09:00:00Z", "time_naive"),
        ("a,X,2021-11-02T08:00:00Z,2021-11-02T09:00:00", "time_naive"),
        ("a,X,2021-11-02,2021-11-03", "time_malformed"),
        ("a,X,2021-02-29T08:00:00Z,2021-11-02T09:00:00Z", "time_malformed"),
        ("a,X,2021-11-02T10:00:00Z,2021-11-02T09:00:00Z", "end_before_start"),
    ],
)
def test_a_bad_row_is_left_out_counted_and_shown(tmp_path: Path, row: str, reason: str) -> None:
    rows, report = read(csv_of(tmp_path, GOOD_ROW, row, GOOD_ROW))
    assert len(rows) == 2
    assert report.bad == {reason: 1}
    assert (report.rows, report.kept) == (3, 2)
    (sample,) = report.samples
    assert (sample["row"], sample["reason"]) == (2, reason)
    assert list(sample["values"]) == ["person_id", "start", "end", "place_id"]


def test_of_many_bad_rows_a_few_are_shown(tmp_path: Path) -> None:
    _, report = read(csv_of(tmp_path, *["a,X,2021-11-02T10:00:00Z,2021-11-02T09:00:00Z"] * 40))
    assert report.bad == {"end_before_start": 40}
    assert [sample["row"] for sample in report.samples] == [1, 2, 3, 4, 5]


def test_a_row_outside_of_the_window_is_counted(tmp_path: Path) -> None:
    start = int(datetime(2021, 11, 2, tzinfo=UTC).timestamp())
    path = csv_of(
        tmp_path,
        "a,X,2021-11-01T23:00:00Z,2021-11-02T00:00:00Z",
        "a,X,2021-11-01T23:00:00Z,2021-11-02T00:00:01Z",
        "a,X,2021-11-03T00:00:00Z,2021-11-03T00:00:01Z",
    )
    rows, report = read(path, window=(start, start + 86_400))
    assert len(rows) == 1
    assert report.bad == {"outside_window": 2}


def test_a_place_that_does_not_exist_is_counted(tmp_path: Path) -> None:
    path = csv_of(tmp_path, GOOD_ROW, GOOD_ROW.replace("X", "Y"))
    rows, report = read(path, known_places=pa.array(["X"]))
    assert len(rows) == 1
    assert report.bad == {"place_unknown": 1}


def test_a_stay_of_no_length_is_kept_and_counted(tmp_path: Path) -> None:
    rows, report = read(csv_of(tmp_path, "a,X,2021-11-02T08:00:00Z,2021-11-02T08:00:00Z"))
    assert len(rows) == 1
    assert report.zero_length == 1


def test_times_without_a_zone_are_read_in_a_declared_one(tmp_path: Path) -> None:
    path = csv_of(tmp_path, "a,X,2021-11-02T08:00:00,2021-11-02 09:00:00", GOOD_ROW)
    rows, report = read(path, zone="Asia/Shanghai")
    assert rows[0] == rows[1]
    assert not report.bad


@pytest.mark.parametrize("suffix", [".parquet", ".feather", ".arrow"])
def test_naive_timestamps_of_a_typed_column_are_left_out_unless_their_zone_is_declared(
    tmp_path: Path, suffix: str
) -> None:
    moment = datetime(2021, 11, 2, 8, 0, 0, 900_000)  # noqa: DTZ001 - naive is what is tested
    table = pa.table({"person_id": [1], "place_id": [2], "start": [moment], "end": [moment.replace(hour=9)]})
    path = tmp_path / f"stays{suffix}"
    if suffix == ".parquet":
        pa.parquet.write_table(table, path)
    elif suffix == ".feather":
        pa.feather.write_feather(table, str(path))
    else:
        with pa.ipc.new_stream(str(path), table.schema) as stream:
            stream.write_table(table)
    assert read(path)[1].bad == {"time_naive": 1}
    rows, _ = read(path, zone="Asia/Shanghai")
    start = int(datetime(2021, 11, 2, tzinfo=UTC).timestamp())
    assert rows == [(1, 2, start, start + 3_600)]


def test_a_folder_is_read_file_by_file_and_its_names_are_columns(tmp_path: Path) -> None:
    for day, cell in (("2021-11-01", "c1"), ("2021-11-02", "c2")):
        folder = tmp_path / f"day={day}" / f"cell={cell}"
        folder.mkdir(parents=True)
        start = pa.array([0], pa.timestamp("s", "UTC"))
        pa.parquet.write_table(pa.table({"person_id": ["p"], "start": start, "end": start}), folder / "part.parquet")
        (folder / "_SUCCESS.csv").write_text("nothing")
    rows, report = read(tmp_path, Positions("cell"))
    assert [row[1] for row in rows] == ["c1", "c2"]
    assert report.kept == 2


def test_whole_numbers_are_seconds_since_1970(tmp_path: Path) -> None:
    path = tmp_path / "stays.parquet"
    pa.parquet.write_table(pa.table({"person_id": [1], "place_id": [2], "start": [100], "end": [200]}), path)
    assert read(path)[0] == [(1, 2, 100, 200)]


def test_ids_of_text_keep_their_leading_zeros(tmp_path: Path) -> None:
    assert read(csv_of(tmp_path, GOOD_ROW.replace("a,", "007,")))[0][0][0] == "007"


@pytest.mark.parametrize(
    ("header", "code"),
    [("person_id,start,end", "stays.no_place"), ("place_id,start,end", "stays.column_missing")],
)
def test_a_missing_column_is_named(tmp_path: Path, header: str, code: str) -> None:
    path = csv_of(tmp_path, header=header)

    def attempt() -> None:
        positions = choose(columns_of(path), by=None, grid=None, h3=None, datum="wgs84", path=str(path))
        read(path, positions)

    with pytest.raises(TracingError) as caught:
        attempt()
    assert caught.value.code == code
    assert str(path) in caught.value.text("en")
    assert str(path) in caught.value.text("zh")


def test_a_file_of_another_kind_or_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "stays.xlsx").write_text("x")
    (tmp_path / "stays.parquet").write_text("x")
    for name, code in (
        ("stays.xlsx", "file.kind"),
        ("nothing.csv", "file.missing"),
        ("stays.parquet", "file.unreadable"),
    ):
        with pytest.raises(TracingError) as caught:
            read(tmp_path / name)
        assert caught.value.code == code


def _second(text: str, zone: str | None = None) -> tuple[int, int]:
    seconds, codes = seconds_of(pa.array([text]), "start", zone=zone)
    return int(seconds[0]), int(codes[0])


EARLY, LATE = datetime(1900, 1, 1), datetime(2199, 12, 31)  # noqa: DTZ001 - hypothesis wants them naive


@given(st.datetimes(EARLY, LATE), st.integers(-18 * 60, 18 * 60))
def test_text_is_read_as_python_reads_it(moment: datetime, east: int) -> None:
    sign, minutes = ("-" if east < 0 else "+"), abs(east)
    text = f"{moment.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"
    whole = moment.replace(microsecond=0, tzinfo=UTC).timestamp() - east * 60
    assert _second(text) == (int(whole), GOOD)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2017-01-01T07:59:60+08:00", "2017-01-01T00:00:00Z"),
        ("2021-11-02 08:00+0800", "2021-11-02T00:00:00Z"),
        ("2021-11-02t08:00:00,5z", "2021-11-02T08:00:00Z"),
        (" 2021-11-02T08:00:00+08 ", "2021-11-02T00:00:00Z"),
    ],
)
def test_other_ways_to_write_a_time(text: str, same: str) -> None:
    assert _second(text) == _second(same)
    assert _second(text)[1] == GOOD


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2016-12-30T23:59:60Z", MALFORMED),
        ("2016-12-31T12:59:60Z", MALFORMED),
        ("2021-11-02T24:00:00Z", MALFORMED),
        ("2021-13-02T08:00:00Z", MALFORMED),
        ("2021-11-02T08:00:00+8", MALFORMED),
        ("2021-11-02T08:00:00Zulu", MALFORMED),
        ("2021-11-02T08:00:00.Z", MALFORMED),
        ("20211102T080000Z", MALFORMED),
        ("", MALFORMED),
        ("2021-11-02T08:00:00", NAIVE),
    ],
)
def test_what_is_no_time_or_has_no_zone_is_told_apart(text: str, code: int) -> None:
    assert _second(text)[1] == code


def test_the_hour_that_a_clock_leaves_out_or_repeats_is_read_by_rule() -> None:
    skipped, _ = _second("2021-03-28T02:30:00", "Europe/Berlin")
    assert skipped == int(datetime(2021, 3, 28, 1, tzinfo=UTC).timestamp())
    repeated, _ = _second("2021-10-31T02:30:00", "Europe/Berlin")
    assert repeated == int(datetime(2021, 10, 31, 0, 30, tzinfo=UTC).timestamp())


def test_a_column_of_another_type_is_refused() -> None:
    with pytest.raises(TracingError, match=r"stays\.column_type"):
        seconds_of(pa.array(np.array([1.5])), "start")

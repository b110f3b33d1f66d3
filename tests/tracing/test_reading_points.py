"""Points become stays by the documented rule."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from fangxian.science.tracing.reading import Positions, Report
from fangxian.science.tracing.reading.points import PointRule, read_points

Point = tuple[int, int, int]


def stays(
    folder: Path, *points: Point, accuracy: list[float | None] | None = None
) -> tuple[list[tuple[int, ...]], Report]:
    columns = dict(zip(("person_id", "time", "cell"), map(list, zip(*points, strict=True)), strict=True))
    table = pa.table(columns if accuracy is None else {**columns, "accuracy": accuracy})
    pa.parquet.write_table(table, folder / "points.parquet")
    report = Report()
    rule = PointRule(max_gap_s=100, max_accuracy_m=50)
    found = [
        row
        for batch in read_points(folder / "points.parquet", Positions("cell"), report, rule)
        for row in zip(
            batch.persons.to_pylist(), batch.places.to_pylist(), batch.start.tolist(), batch.end.tolist(), strict=True
        )
    ]
    return found, report


def test_points_in_one_cell_are_one_stay(tmp_path: Path) -> None:
    assert stays(tmp_path, (1, 0, 7), (1, 90, 7), (1, 180, 7))[0] == [(1, 7, 0, 180)]


def test_between_two_cells_the_phone_changes_over_half_way(tmp_path: Path) -> None:
    assert stays(tmp_path, (1, 0, 7), (1, 51, 8), (1, 60, 8))[0] == [(1, 7, 0, 25), (1, 8, 25, 60)]


def test_over_a_long_silence_nothing_is_said(tmp_path: Path) -> None:
    found, report = stays(tmp_path, (1, 0, 7), (1, 101, 7))
    assert found == [(1, 7, 0, 0), (1, 7, 101, 101)]
    assert report.zero_length == 2


def test_points_come_in_any_order_and_persons_stay_apart(tmp_path: Path) -> None:
    found, _ = stays(tmp_path, (2, 50, 7), (1, 50, 7), (1, 0, 7), (2, 0, 7))
    assert sorted(found) == [(1, 7, 0, 50), (2, 7, 0, 50)]


def test_two_points_in_one_second_count_once(tmp_path: Path) -> None:
    found, report = stays(tmp_path, (1, 0, 7), (1, 0, 8), (1, 50, 7))
    assert found == [(1, 7, 0, 50)]
    assert report.notes == ["duplicate points: 1"]


def test_inaccurate_points_say_nothing_and_are_counted(tmp_path: Path) -> None:
    found, report = stays(tmp_path, (1, 0, 7), (1, 40, 8), (1, 50, 7), accuracy=[10.0, 51.0, None])
    assert found == [(1, 7, 0, 50)]
    assert report.bad == {"inaccurate": 1}

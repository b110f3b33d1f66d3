"""A list of cases is read whole or refused with its row."""

from __future__ import annotations

from pathlib import Path

import pytest

from fangxian.science.tracing.errors import TracingError
from fangxian.science.tracing.reading import Case, Phone, read_cases


def write(folder: Path, text: str) -> Path:
    path = folder / "cases.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_windows_are_optional_and_rows_of_one_case_are_its_phones(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "case_id,person_id,from,to\n"
        "A,1,2021-11-02T00:00:00+08:00,2021-11-03T00:00:00+08:00\nB,3,,\nA,2,,2021-11-03T00:00:00+08:00\nB,3,,\n",
    )
    first, second = read_cases(path)
    assert first == Case("A", (Phone("1", 1_635_782_400, 1_635_868_800), Phone("2", end=1_635_868_800)))
    assert second == Case("B", (Phone("3"),))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("case_id\nA\n", "cases.column_missing"),
        ("case_id,person_id\n", "cases.none"),
        ("case_id,person_id\nA,1\nB,\n", "cases.row"),
        ("case_id,person_id,from\nA,1,2021-11-02T00:00:00\n", "cases.row"),
        ("case_id,person_id,from,to\nA,1,2021-11-02T00:00:00Z,2021-11-01T00:00:00Z\n", "cases.row"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(TracingError) as caught:
        read_cases(write(tmp_path, text))
    assert caught.value.code == code

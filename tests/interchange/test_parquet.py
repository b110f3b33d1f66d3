"""Parquet files as others write them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.formats import read_delivery
from fangxian.response.casework.linelist.table import MOST_CELLS, read_bytes


def parquet(**columns: Any) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.table(columns), file)
    return file.getvalue()


def test_a_list_of_its_own_make_is_known_by_its_headings():
    data = parquet(
        密接编号=["K1", "K2"], 病例编号=["A1", None], 年龄=[30, None], 末次接触时间=[date(2020, 12, 6), None],
        登记时间=[datetime(2020, 12, 6, 10, 30, tzinfo=UTC), None],
    )  # fmt: skip
    delivery = read_delivery(data, "密接.parquet")
    assert (delivery.format, [sheet.kind.name for sheet in delivery.sheets]) == ("table", ["contacts"])
    table = delivery.sheets[0].table
    assert [row.cells for row in table.rows] == [
        ("K1", "A1", 30, date(2020, 12, 6), datetime(2020, 12, 6, 10, 30, tzinfo=UTC)), ("K2",),
    ]  # fmt: skip
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PAR1 and no more", "table.unreadable"),
        (parquet(case_id=["A1"])[:-9], "table.unreadable"),
        (parquet(case_id=pa.array(["A"], pa.string()).take(pa.array([0] * (MOST_CELLS + 1), pa.int32()))),
         "table.too_large"),
    ],
    ids=["no file", "cut off", "a few bytes that say too much"],
)  # fmt: skip
def test_what_cannot_be_read_says_why(data, code):
    with pytest.raises(Invalid) as refused:
        read_delivery(data, "cases.parquet")
    assert refused.value.code == code


def test_headings_without_rows_are_a_table():
    table = read_bytes(parquet(case_id=pa.nulls(0, pa.string())), "cases.parquet")
    assert (table.headings, table.rows) == (("case_id",), ())

"""Reading files."""

from __future__ import annotations

import io
from datetime import datetime

import openpyxl
import pytest

from fangxian.errors import Invalid
from fangxian.response.casework.linelist.table import read_bytes, read_file

LIST = "病例编号,性别,确诊日期\nTJ1,女,2020-01-21\n\nTJ2,男,2020-01-22\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_reads_the_same_in_every_usual_encoding(encoding):
    table = read_bytes(LIST.encode(encoding), "list.csv")
    assert table.headings == ("病例编号", "性别", "确诊日期")
    assert [(row.line, row.cells) for row in table.rows] == [
        (2, ("TJ1", "女", "2020-01-21")),
        (4, ("TJ2", "男", "2020-01-22")),
    ]


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
def test_other_delimiters_are_noticed(delimiter):
    assert read_bytes(LIST.replace(",", delimiter).encode(), "list.csv").headings == ("病例编号", "性别", "确诊日期")


def test_a_workbook_reads_with_its_days_as_days():
    book = openpyxl.Workbook()
    book.active.append(["case_id", "confirm date"])
    book.active.append(["TJ1", datetime(2020, 1, 21)])  # noqa: DTZ001
    file = io.BytesIO()
    book.save(file)
    table = read_bytes(file.getvalue(), "list.xlsx")
    assert table.rows[0].cells == ("TJ1", datetime(2020, 1, 21))  # noqa: DTZ001


def test_a_title_above_the_headings_is_passed_over():
    table = read_bytes(f"某市新冠病例一览表,,\n制表:疾控中心,,\n{LIST}".encode(), "list.csv")
    assert table.headings == ("病例编号", "性别", "确诊日期")
    assert table.rows[0].line == 4


def test_headings_that_repeat_can_be_told_apart():
    assert read_bytes(b"id,date,date\n1,2,3\n", "x.csv").headings == ("id", "date", "date (2)")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "table.empty"),
        (b"\n , \n", "table.empty"),
        (b"PK\x03\x04 no workbook", "table.unreadable"),
        (b"\xd0\xcf\x11\xe0 old workbook", "table.format"),
        (b"a,b\n\xff\xff\xff\xff\n", "table.encoding"),
        (b"a," * (26 * 2**20), "table.too_large"),
    ],
)
def test_what_is_no_list_is_refused_with_a_way_out(data, code):
    with pytest.raises(Invalid) as refused:
        read_bytes(data, "list.csv")
    assert refused.value.code == code
    assert refused.value.remedy


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Invalid, match=r"nothing\.csv"):
        read_file(tmp_path / "nothing.csv")

"""Reading contacts pasted from a spreadsheet."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import Invalid
from fangxian.response.casework.quickentry.columns import by_content, by_heading
from fangxian.response.casework.quickentry.moments import read_moment
from fangxian.response.casework.quickentry.reading import Setting, read_paste
from tests import factories
from tests.factories import NOON, PIDU

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def setting(everywhere):
    factories.areas()
    return Setting(now=NOON, zone=ZONE, root=PIDU, defaults={"kind": "close", "area": PIDU})


def local(*parts):
    return datetime(*parts, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("2020-12-07 18:30", local(2020, 12, 7, 18, 30)),
        ("2020/12/7 8:05:00", local(2020, 12, 7, 8, 5)),
        ("2020年12月7日18时", local(2020, 12, 7, 18)),
        ("12月7日", local(2020, 12, 7, 12)),
        ("12-07 18:00", local(2020, 12, 7, 18)),
        ("12月20日", local(2019, 12, 20, 12)),
        ("２０２０－１２－０７", local(2020, 12, 7, 12)),
        ("2020-13-07", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_as_people_write_them(text, means):
    assert read_moment(text, NOON, ZONE) == means


def test_a_day_whose_noon_has_not_come_is_now():
    morning = datetime(2020, 12, 8, 1, tzinfo=UTC)
    assert read_moment("12月8日", morning, ZONE) == morning


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading_of_a_time(text):
    at = read_moment(text, NOON, ZONE)
    assert at is None or at.utcoffset() is not None


def test_headings_are_known_in_both_languages():
    assert by_heading(["姓名", "联系电话", "末次接触时间", "备注"]) == ["name", "phone", "last_exposure", ""]
    assert by_heading(["Full name", "ID number", "Sex"]) == ["name", "id_number", "sex"]
    assert by_heading(["王某", "13800001111", "女"]) is None


def test_without_headings_the_content_tells():
    rows = [["王某", "13800001111", "女", "34", "12月7日"], ["李某某", "13900002222", "男", "61", "12月6日 18:00"]]
    assert by_content(rows) == ["name", "phone", "sex", "age", "last_exposure"]


def test_a_list_with_headings_is_read(setting):
    read = read_paste(
        "姓名\t联系电话\t性别\t年龄\t接触类别\t末次接触时间\t责任属地\n"
        "王某\t138 0000 1111\t女\t34岁\t次密接\t2020-12-07 18:30\t郫筒街道\r\n"
        "李某\t13900002222\t男\t\t\t12月6日\t\n",
        setting,
    )
    assert [row.faults for row in read.rows] == [[], []]
    first, second = (row.values for row in read.rows)
    assert (first["phone"], first["age"], first["kind"], first["area"]) == ("13800001111", 34, "secondary", "510117001")
    assert (second["kind"], second["area"], second["last_exposure"]) == ("close", PIDU, local(2020, 12, 6, 12))


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("王某,138-abc,2020-12-07", "phone"),
        ("王某,13800001111,soon", "last_exposure"),
        ("王某,13800001111,2020-12-09", "last_exposure"),
        ("王某,13800001111,", "last_exposure"),
        (",,2020-12-07", "name"),
    ],
)
def test_a_fault_names_row_and_field_and_stops_no_other_row(setting, row, field):
    read = read_paste(f"name,phone,last exposure\n李某,13900002222,2020-12-06\n{row}", setting)
    assert [(one.line, [fault.field for fault in one.faults]) for one in read.bad] == [(3, [field])]
    assert len(read.good) == 1
    assert read.left() == f"name,phone,last exposure\n{row}"


def test_a_person_named_twice_is_a_slip(setting):
    line = "王某,13800001111,2020-12-07"
    read = read_paste(f"name,phone,last exposure\n{line}\n{line}", setting)
    assert [row.line for row in read.bad] == [3]


@pytest.mark.parametrize("text", ["", " \n\t\n"])
def test_nothing_pasted_is_said(setting, text):
    with pytest.raises(Invalid) as refused:
        read_paste(text, setting)
    assert refused.value.code == "paste.empty"


@given(text=st.text(alphabet=st.sampled_from("王某13800\t,;\n-/月日男 \"'男F"), min_size=1, max_size=200))
def test_every_line_is_a_row_that_is_good_or_says_why(text):
    setting = Setting(now=NOON, zone=ZONE, root=PIDU, defaults={"kind": "close", "area": PIDU, "last_exposure": NOON})
    if text.strip() and "area" not in by_content([text.split("\t")]):
        lines = [line for line in text.split("\n") if line.strip()]
        read = read_paste_without_areas(text, setting)
        assert len(read.rows) in (len(lines), len(lines) - 1)
        assert all(row.faults or row.values["last_exposure"] for row in read.rows)


def read_paste_without_areas(text, setting):
    from unittest.mock import patch

    with patch("fangxian.response.casework.quickentry.reading.look_up"):
        return read_paste(text, setting)


@pytest.mark.parametrize(
    ("area", "reason"),
    [
        ("510108", "outside yours"),
        ("Nowhere", "no such area"),
        ("金星村", "Several areas bear this name: 510117001219, 510117002219"),
    ],
)
def test_an_area_that_cannot_be_told_says_why(setting, area, reason):
    for code in ("510117001219", "510117002219"):
        factories.area(code, "金星村")
    (row,) = read_paste(f"name\tphone\tarea\tlast exposure\n王某\t13800001111\t{area}\t2020-12-07", setting).rows
    assert reason in row.faults[0].reason

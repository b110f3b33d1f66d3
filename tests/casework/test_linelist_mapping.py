"""Which column is which field."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid, NotFound
from fangxian.response.casework.linelist.mapping import from_dict, guess, load_mapping
from fangxian.response.casework.linelist.table import read_bytes
from fangxian.response.casework.models import ColumnMapping
from tests.factories import NOON


def guessed(headings: str, *rows: str):
    return guess(read_bytes("\n".join([headings, *rows, ""]).encode(), "list.csv"))


def test_chinese_headings_are_known():
    found = guessed(
        "病例编号,病例分类,确诊日期,发病日期,性别,年龄,现住址区县,发现途径,临床分型,身份证号,备注", "1,,,,,,,,,,"
    )
    assert found.mapping.columns == {
        "number": "病例编号", "classification": "病例分类", "confirmed_on": "确诊日期", "onset_on": "发病日期",
        "sex": "性别", "age": "年龄", "area": "现住址区县", "route": "发现途径", "severity": "临床分型",
        "id_number": "身份证号", "notes": "备注",
    }  # fmt: skip
    assert found.unused == ()


def test_go_data_and_sormas_headings_are_known():
    found = guessed("case_id,classification,date_of_reporting,date_of_onset,gender,age,cluster", "1,,,,,,")
    assert set(found.mapping.columns) == {
        "number", "classification", "reported_on", "onset_on", "sex", "age", "cluster",
    }  # fmt: skip


def test_the_most_usual_heading_of_a_field_wins():
    assert guessed("Case,CaseID", "x,1").mapping.columns["number"] == "CaseID"


def test_a_letter_off_is_forgiven_and_a_stranger_is_left():
    found = guessed("case_id,symptom_onsett,shoe size", "1,,")
    assert found.mapping.columns == {"number": "case_id", "onset_on": "symptom_onsett"}
    assert found.unused == ("shoe size",)


def test_the_form_of_days_is_read_from_the_days():
    assert guessed("case_id,confirm_date", "1,14/01/2020").mapping.dates == ("%d/%m/%Y",)
    assert guessed("case_id,confirm_date", "1,01/14/2020").mapping.dates == ("%m/%d/%Y",)
    assert guessed("case_id,confirm_date", "1,2020-01-14").mapping.dates == ()


def test_days_that_can_be_read_in_two_ways_are_said_to_be_so():
    assert guessed("case_id,confirm_date", "1,03/04/2020", "2,05/06/2020").ambiguous
    assert not guessed("case_id,confirm_date", "1,03/04/2020", "2,25/06/2020").ambiguous


def test_a_mapping_survives_being_saved(db):
    mapping = load_mapping("tianjin2020")
    ColumnMapping.objects.create(name="ours", mapping=mapping.as_dict(), updated_at=NOON)
    assert load_mapping("ours") == mapping


def test_a_name_that_nobody_gave_is_answered_with_those_there_are(db):
    with pytest.raises(NotFound, match="tianjin2020"):
        load_mapping("tianjing")


@pytest.mark.parametrize("held", [{"colums": {}}, {"columns": {"nmber": "id"}}, {"values": {"sexx": {}}}])
def test_a_slip_in_a_mapping_is_named(held):
    with pytest.raises(Invalid) as refused:
        from_dict(held)
    assert refused.value.code == "mapping.unknown"

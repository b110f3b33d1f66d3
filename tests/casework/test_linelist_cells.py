"""Reading single cells."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.casework.linelist.cells import Bad, read
from fangxian.response.casework.linelist.fields import BY_NAME, FIELDS
from fangxian.response.casework.linelist.mapping import Mapping

TODAY = date(2020, 12, 8)


def value(name, cell, **mapping):
    return read(BY_NAME[name], cell, Mapping(**mapping), TODAY)


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("number", " TJ1 ", "TJ1"),
        ("number", 17.0, "17"),
        ("sex", "女", "F"),
        ("sex", "Male", "M"),
        ("age", "59岁", 59),
        ("age", 0.5, 0),
        ("age", "8个月", 0),
        ("age", "30 months", 2),
        ("age", "3天", 0),
        ("classification", "确诊病例", "confirmed"),
        ("classification", "无症状感染者", "asymptomatic"),
        ("classification", "Suspected", "suspect"),
        ("severity", "危重型", "critical"),
        ("outcome", "治愈出院", "recovered"),
        ("outcome", "在院", None),
        ("route", "发热门诊", "fever_clinic"),
        ("route", "Mass-testing", "mass_test"),
        ("onset_on", "2020-12-05", date(2020, 12, 5)),
        ("onset_on", "2020年12月5日", date(2020, 12, 5)),
        ("onset_on", "2020/12/5 14:30", date(2020, 12, 5)),
        ("onset_on", datetime(2020, 12, 5, 23), date(2020, 12, 5)),  # noqa: DTZ001
        ("onset_on", "NA", None),
        ("onset_on", "不详", None),
        ("phone", "138-0000-0000", "13800000000"),
        ("notes", "a\x00b\nc", "a b c"),
        ("source", None, None),
    ],
)
def test_a_cell_is_read_as_its_field(name, cell, expected):
    assert value(name, cell) == expected


@pytest.mark.parametrize(
    ("name", "cell", "code"),
    [
        ("onset_on", "early January", "value.date"),
        ("onset_on", "2020-13-01", "value.date"),
        ("onset_on", "14/01/2020", "value.date"),
        ("onset_on", "2020-12-09", "value.future"),
        ("onset_on", "1920-12-09", "value.early"),
        ("age", "old", "value.age"),
        ("age", "-3", "value.age"),
        ("age", "200", "value.age"),
        ("sex", "maybe", "value.choice"),
        ("number", "x" * 61, "value.long"),
        ("id_number", "110105194912310021", "identity.number_check"),
        ("phone", "ask his wife", "identity.phone"),
    ],
)
def test_a_bad_cell_has_a_reason(name, cell, code):
    assert value(name, cell).code == code


def test_the_mapping_says_how_days_are_written():
    assert value("onset_on", "03/04/2020", dates=("%d/%m/%Y",)) == date(2020, 4, 3)
    assert value("onset_on", "03/04/2020", dates=("%m/%d/%Y",)) == date(2020, 3, 4)


def test_the_mapping_translates_values_before_anything_else():
    assert value("severity", "Normal", values={"severity": {"normal": "ordinary"}}) == "ordinary"
    assert value("severity", "unclassified", values={"severity": {"unclassified": ""}}) is None


def test_a_prefix_goes_before_bare_figures_only():
    assert value("number", "12", prefix="SG") == "SG12"
    assert value("number", "TJ12", prefix="SG") == "TJ12"


def test_a_text_that_is_too_long_keeps_its_beginning():
    read_ = value("source", "x" * 400)
    assert (read_.code, len(read_.kept)) == ("value.cut", 300)


def test_a_wrong_identity_number_is_not_repeated():
    assert value("id_number", "110105194912310021").text == ""


anything = st.one_of(
    st.none(), st.text(), st.floats(), st.integers(), st.datetimes(), st.dates(), st.booleans(), st.times()
)


@given(st.sampled_from(FIELDS), anything)
def test_no_cell_ever_raises(field, cell):
    result = read(field, cell, Mapping(dates=("%d/%m/%Y",)), TODAY)
    assert result is None or isinstance(result, (str, int, date, Bad))

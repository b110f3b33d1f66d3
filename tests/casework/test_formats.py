"""Finding out which program a file comes from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.errors import FangxianError, Invalid
from fangxian.response.casework.linelist.formats import FORMATS, read_delivery

SAMPLES = {
    "table": "病例编号,病例分类,确诊日期\nA1,确诊病例,2020-12-07\n",
    "fangxian": '{"record": "export"}\n{"record": "cases", "case_id": "A1"}\n',
    "godata": '[{"visualId": "A1", "firstName": "Ada"}]',
    "sormas": "uuid,caseClassification,disease\nUUID,Klassifikation,Krankheit\nA1,CONFIRMED,CORONAVIRUS\n",
    "who": "patinfo_ID,patinfo_sex,patcourse_dateonset\nA1,F,2020-12-07\n",
    "fhir": '{"resourceType": "Bundle", "type": "collection", "entry": []}',
}


@pytest.mark.parametrize("name", FORMATS)
def test_each_is_known_by_what_is_in_it(name):
    assert read_delivery(SAMPLES[name].encode(), "file").format == name


@pytest.mark.parametrize("name", FORMATS)
def test_named_it_is_the_same(name):
    assert read_delivery(SAMPLES[name].encode(), "file", name).format == name


@pytest.mark.parametrize(
    ("name", "sample"), [("fhir", "godata"), ("fhir", "table"), ("fangxian", "who"), ("dog", "who")]
)
def test_what_it_is_not_is_refused(name, sample):
    with pytest.raises(Invalid) as refused:
        read_delivery(SAMPLES[sample].encode(), "file", name)
    assert refused.value.context["field"] == "format"


def test_a_json_array_of_flat_objects_is_a_table():
    (sheet,) = read_delivery('[{"病例编号": "A1", "病例分类": "确诊"}]'.encode(), "list.json").sheets
    assert (sheet.kind.name, sheet.mapping.columns["number"]) == ("cases", "病例编号")


ODD = (
    b"[]",
    b"{}",
    b"[1]",
    b'{"resourceType":"Bundle","entry":[1,{"resource":2}]}',
    b'{"record"',
    b'{"record":"cases","x":{}}',
    b'[{"persons":[1]}]',
    b'[{"visualId":null,"age":3,"addresses":[2]}]',
    b"PK\x03\x04",
    b'[{"a":[1]}]',
)


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode) | st.sampled_from(ODD))
def test_whatever_the_bytes_it_is_read_or_refused(data):
    try:
        delivery = read_delivery(data, "file")
    except FangxianError:
        return
    assert delivery.format in FORMATS

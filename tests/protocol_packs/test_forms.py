"""Investigation forms as data: layers, conditions, what an answer may be, what is missing."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.forms import (
    check,
    differences,
    digest,
    form_text,
    forms_of,
    lay_overlays,
    load_form,
    missing,
    parse_form,
    read_value,
    shipped_forms,
    shown,
)
from fangxian.protocol.forms.jsonschema import form_schema_text
from fangxian.protocol.forms.schema import FIELDS
from fangxian.protocol.load import shipped_ids
from fangxian.protocol.pack import load_pack

ZONE = ZoneInfo("Asia/Shanghai")
FULL = load_form("covid19-cn-case-investigation")
CITY = """
remove = ["market"]
[[question]]
id = "express"
section = "exposure"
after = "exposures"
label = { zh = "是否收取境外快递", en = "Parcels from abroad" }
type = "yes_no"
required = true
[[question]]
id = "occupation"
section = "basic"
label = { zh = "职业（本市分类）", en = "Occupation, by the city's list" }
"""


def refused(text: str) -> list[str]:
    with pytest.raises(ProtocolError) as caught:
        lay_overlays(FULL, [("city.toml", text)])
    return [str(problem) for problem in caught.value.problems]


def answer(name: str, given: object, form=FULL):
    return read_value(form.question(name), given, ZONE)


@pytest.mark.parametrize("pack", shipped_ids())
def test_every_pack_has_core_facts_and_a_full_form(pack: str) -> None:
    assert [form.fact for form in forms_of(load_pack(pack))] == [
        "case.core_facts_filed",
        "case.investigation_filed",
    ]


@pytest.mark.parametrize("name", shipped_forms())
def test_a_shipped_form_names_its_source_and_asks_for_every_identity_through_the_register(name: str) -> None:
    form = load_form(name)
    assert form.cite
    assert form.mark in "SVRD"
    assert all(question.type == "identity" for question in form.questions if question.id in {"name", "phone"})
    assert {question.maps_to for question in form.questions if question.maps_to} <= set(FIELDS)


def test_measles_asks_what_covid_does_not_though_both_build_on_one_form() -> None:
    measles = load_form("measles-case-investigation")
    assert {"rash_on", "vaccinated"} <= {question.id for question in measles.questions}
    assert "symptomatic" not in {question.id for question in measles.questions}
    assert [section.id for section in measles.sections][2] == "vaccination"
    assert measles.layers == ("case-investigation", "measles-case-investigation")


def test_an_overlay_adds_replaces_and_drops() -> None:
    form = lay_overlays(FULL, [("chengdu.toml", CITY)])
    names = [question.id for question in form.of_section("exposure")]
    assert names.index("express") == names.index("exposures") + 1
    assert "market" not in names
    assert form.question("occupation").label.en == "Occupation, by the city's list"
    assert [q.id for q in form.of_section("basic")] == [q.id for q in FULL.of_section("basic")]
    assert form.layers[-1] == "chengdu.toml"
    assert digest(form) != digest(FULL)


def test_what_is_wrong_with_an_overlay_is_told_with_its_line() -> None:
    assert "city.toml:1: remove" in refused('remove = ["zz"]')[0]
    assert "city.toml:1: colour" in refused("colour = 3")[0]
    assert (
        "[form.after_unknown]"
        in refused('[[question]]\nid="x"\nsection="basic"\nafter="zz"\nlabel={zh="问",en="q"}')[0]
    )
    choice = refused('\n[[question]]\nid="x"\nsection="basic"\ntype="choice"\nlabel={zh="问",en="q"}')[0]
    assert choice.startswith("city.toml:2: question[x]")
    assert "no TOML" in refused("[[")[0]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('type="text"\nmaps_to="case.onset_on"', "form.maps_to"),
        ('type="rows"', "form.columns"),
        ('section="nowhere"', "form.section_unknown"),
        ('shown_when={all=[{question="later",is="yes"}]}', "form.test_unknown"),
        ('shown_when={all=[{question="sex",is="maybe"}]}', "form.test_value"),
        ('shown_when={all=[{question="admitted",is="yes",answered=true}]}', "form.test_one"),
        (
            'type="choice"\noption=[{id="a",title={zh="甲",en="a"}},{id="a",title={zh="乙",en="b"}}]',
            "form.option_twice",
        ),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(line: str, code: str) -> None:
    section = "" if line.startswith("section") else 'section="basic"\n'
    assert f"[{code}]" in refused(f'[[question]]\nid="x"\n{section}label={{zh="问",en="q"}}\n{line}')[0]


def test_a_question_hangs_on_the_answer_before_it() -> None:
    assert "onset_on" not in shown(FULL, {"symptomatic": "no"})
    assert "onset_on" in shown(FULL, {"symptomatic": "yes"})
    assert "highest_temperature" in shown(FULL, {"symptomatic": "yes", "symptoms": ["fever"]})
    # What hangs on a hidden question is hidden with it, whatever was answered before.
    assert "highest_temperature" not in shown(FULL, {"symptomatic": "no", "symptoms": ["fever"]})
    girl = {"sex": "female", "age": 4}
    assert "pregnant" not in shown(load_form("measles-case-investigation"), girl)
    assert "pregnant" in shown(load_form("measles-case-investigation"), girl | {"age": 30})


def test_what_is_missing_is_named_and_the_register_answers_for_identities() -> None:
    names = [question.id for question in missing(FULL, {"symptomatic": "no"})]
    assert names[:3] == ["name", "id_number", "phone"]
    assert "onset_on" not in names
    held = {"identity.name", "identity.id_number", "identity.phone", "identity.address", "record.visits"}
    assert "name" not in [question.id for question in missing(FULL, {"symptomatic": "no"}, held)]
    problems = check(FULL, {"symptomatic": "no", "exposures": [{"how": "同车"}]}, held)
    assert "exposures[1].from" in [problem.field for problem in problems]
    assert "尚未填写" in problems[0].text("zh")


def test_values_are_read_as_their_type_says() -> None:
    assert answer("age", "44") == 44
    assert answer("highest_temperature", "38.5") == 38.5
    assert answer("onset_on", "2020-12-05") == "2020-12-05"
    assert answer("symptoms", ["fever", ""]) == ["fever"]
    assert answer("occupation", "   ") is None
    rows = answer("doctors", [{"at": "2020-12-05T08:30", "institution": "郫都区人民医院"}, {"at": ""}])
    assert rows == [{"at": "2020-12-05T08:30+08:00", "institution": "郫都区人民医院"}]


@pytest.mark.parametrize(
    ("name", "given", "code"),
    [
        ("age", "144", "answer.range"),
        ("age", "old", "answer.number"),
        ("age", "nan", "answer.number"),
        ("onset_on", "5 Dec", "answer.date"),
        ("sex", "x", "answer.choice"),
        ("symptoms", ["fever", "x"], "answer.choice"),
        ("summary", "身份证 11010519491231002X", "answer.id_number"),
        ("summary", "电话 138 1234 5678", "answer.phone"),
        ("summary", "长" * 2001, "answer.long"),
        ("doctors", [{"at": "soon"}], "answer.datetime"),
    ],
)
def test_a_wrong_value_is_refused_with_its_question_and_rule(name: str, given: object, code: str) -> None:
    with pytest.raises(ProtocolError) as caught:
        answer(name, given)
    assert caught.value.code == code
    assert caught.value.problems[0].field.startswith(name)
    assert caught.value.text("zh") != caught.value.text("en")


def test_versions_are_compared_question_by_question() -> None:
    found = differences({"age": 44, "gone": "x"}, {"age": 45, "summary": "完"}, FULL)
    assert [(one.name, one.before, one.after) for one in found] == [
        ("age", 44, 45), ("summary", None, "完"), ("gone", "x", None),
    ]  # fmt: skip
    assert found[2].question is None


def test_a_city_may_write_a_form_of_its_own_from_the_shipped_source() -> None:
    own = form_text("measles-case-investigation").replace('id = "measles-case-investigation"', 'id = "rubella"', 1)
    assert parse_form(own, "rubella.toml").id == "rubella"


def test_the_published_schema_is_the_one_in_force() -> None:
    published = Path(__file__).parents[2] / "docs" / "schema" / "form.schema.json"
    assert published.read_text(encoding="utf-8") == form_schema_text(), (
        "write it anew: python -m fangxian.protocol.forms.jsonschema docs/schema/form.schema.json"
    )


@given(st.dictionaries(st.sampled_from([q.id for q in FULL.questions]), st.sampled_from(["yes", "no", "female", 5])))
def test_nothing_hidden_is_ever_missing(answers: dict[str, object]) -> None:
    assert {question.id for question in missing(FULL, answers)} <= shown(FULL, answers)

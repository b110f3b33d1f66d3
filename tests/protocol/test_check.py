"""What makes a pack contradict itself is refused, with file, line, field and reason."""

from __future__ import annotations

import pytest

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.load import build, load_file, parse_source
from fangxian.protocol.messages import MESSAGES
from tests.protocol.cast import CASE_REPORT, CITY, CONTACT_TESTS, HEAD, POST_TESTS, QUARANTINE


def problems(clauses: str):
    return build(parse_source(HEAD + clauses, "my.toml"))[1]


def only(clauses: str):
    found = problems(clauses)
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


def line(text: str, clauses: str) -> int:
    """The line on which a text stands in the file."""
    return (HEAD + clauses).split(text)[0].count("\n") + 1


def test_a_sound_pack_has_no_problem():
    assert problems(CITY) == []


BY_THREE = '{ kind = "sample.taken", where = { method = "triple" } }'
BY_SWAB = '{ kind = "sample.taken", requires = ["swab"] }'
LONG = 'limit = { measure = "x", max = "P21D", cite = "…", mark = "V" }'
SENSELESS = [
    # clause, what it says, what it says wrongly, the problem, its field
    (CASE_REPORT, '"case.confirmed"', '"case.confirmd"', "kind_unknown", "opens"),
    (CASE_REPORT, '["case.reported"]', '["case.told"]', "kind_unknown", "discharged_by[0]"),
    (CASE_REPORT, '["case.excluded"]', '["zone.lifted"]', "subject_apart", "ends[0]"),
    (CASE_REPORT, '"confirmed_at"', '"reported_at"', "anchor_unknown", "clock.from"),
    (CASE_REPORT, '"confirmed_at"', '"severity"', "anchor_no_time", "clock.from"),
    (CASE_REPORT, 'opens = "case', 'subject = "zone"\nopens = "case', "subject_apart", "subject"),
    (CONTACT_TESTS, 'kind = "close" }', 'kinds = "close" }', "attribute_unknown", "where.kinds"),
    (CONTACT_TESTS, 'kind = "close" }', "symptomatic = 1 }", "value_type", "where.symptomatic"),
    (CONTACT_TESTS, 'kind = "close" }', "kind = {} }", "test_empty", "where.kind"),
    (CONTACT_TESTS, 'kind = "close"', "last_exposure = { gt = 2020-12-01T00:00:00 }", "time_naive", "where.last"),
    (CONTACT_TESTS, '"sample.taken"', BY_THREE, "value_not_listed", "discharged_by[0].where.method"),
    (CONTACT_TESTS, '"sample.taken"', BY_SWAB, "attribute_unknown", "discharged_by[0].requires"),
    (CONTACT_TESTS, '"exposure.recorded"', '["exposure.recorded", "post.left"]', "attribute_unknown", "where.kind"),
    (CONTACT_TESTS, '"exposure.voided"', '{ kind = "exposure.voided", match = "x" }', "match_unknown", "ends[2].match"),
    (POST_TESTS, 'ends = ["post.left"]', "", "no_end", "every"),
    (POST_TESTS, '["post.left"]', '["post.left", "exposure.voided"]', "end_never_matches", "ends[1]"),
    (QUARANTINE, '["quarantine.started"]', '["exposure.recorded"]', "discharges_itself", "discharged_by[0]"),
    (QUARANTINE, '"PT12H"', '"PT12H", times = 3, apart = "PT8H"', "apart_too_long", "clock.apart"),
    (QUARANTINE, '"PT12H" }', '"P30D" }\n' + LONG, "over_limit", "clock"),
]


@pytest.mark.parametrize(("clauses", "old", "new", "code", "field"), SENSELESS)
def test_a_clause_that_cannot_be_meant_is_refused(clauses, old, new, code, field):
    assert old in clauses
    broken = clauses.replace(old, new)
    found = only(broken)
    name = broken.split('id = "')[1].split('"')[0]
    assert (found.code, found.file, found.warning) == (f"clause.{code}", "my.toml", False)
    assert found.field.startswith(f"clause[{name}].{field}")
    assert found.line is not None
    assert name in found.place()


def test_the_line_is_the_line_of_the_field():
    broken = CITY.replace('ends = ["post.left"]', 'ends = [\n  "post.left",\n  "post.gone",\n]')
    assert only(broken).line == line('"post.gone"', broken)


def test_a_clause_defined_twice_is_refused():
    assert [problem.code for problem in problems(CASE_REPORT + CASE_REPORT)] == ["section.id_twice"]


def test_two_clocks_of_one_basis_for_the_same_duty_contradict_each_other():
    other = CASE_REPORT.replace('"case.network_report"', '"case.other"').replace("PT2H", "PT4H")
    found = only(CASE_REPORT + other)
    assert (found.code, found.params["other"]) == ("clause.contradiction", "case.network_report")


def test_clocks_of_another_basis_run_side_by_side():
    city = CASE_REPORT.replace("case.network_report", "case.city_report").replace(
        '"PT2H", basis = "law', '"PT1H", basis = "order'
    )
    assert problems(CASE_REPORT + city) == []


def test_the_same_clause_under_two_names_is_refused():
    assert only(CASE_REPORT + CASE_REPORT.replace('"case.network_report"', '"case.other"')).code == "clause.duplicate"


FINDING = """
[[clause]]
id = "finding.rectify"
title = { zh = "整改", en = "Rectify" }
opens = ["inspection.found", "inspection.rechecked"]
owner = { role = "headquarters" }
clock = { within = "P3D" }
discharged_by = ["inspection.rectified"]
cite = "…"
mark = "D"

[[clause]]
id = "finding.recheck"
title = { zh = "复查", en = "Re-check" }
opens = "inspection.rectified"
owner = { role = "inspection" }
clock = { within = "P3D" }
discharged_by = ["inspection.rechecked"]
cite = "…"
mark = "D"
"""


def test_clauses_that_open_each_other_without_end_are_refused():
    found = only(FINDING)
    assert found.code == "clause.cycle"
    assert found.params["chain"] == "finding.rectify → finding.recheck → finding.rectify"


def test_a_filter_breaks_the_round():
    failed = '{ kind = "inspection.rechecked", where = { passed = false } }'
    assert problems(FINDING.replace('"inspection.rechecked"]\nowner', f"{failed}]\nowner")) == []


def test_an_end_breaks_the_round():
    assert problems(FINDING + 'ends = ["inspection.rechecked"]\n') == []


def test_an_unknown_role_is_a_warning_only():
    found = only(CASE_REPORT.replace('"reporting_institution"', '"hospitl"'))
    assert (found.code, found.warning) == ("clause.role_unknown", True)
    assert "hospital" in found.text("en")


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('level = "district"', 'level = "distrct"', "pack.value_not_listed", "owner.level"),
        ("days = [1, 4, 7, 14]", "days = [4, 1]", "schedule.days_order", "schedule"),
        ("days = [1, 4, 7, 14]", "days = [0, 1], anchor_day = 1", "schedule.day_before_anchor", "schedule"),
        ('cite = "…"\n', "", "pack.field_missing", "cite"),
        ('cite = "…"\n', 'cite = "…"\ncites = 1\n', "pack.field_unknown", "cites"),
        ('discharged_by = ["sample.taken"]\n', "", "pack.field_missing", "discharged_by"),
        ("schedule = {", 'clock = { within = "PT2H" }\nschedule = {', "clause.one_timing", ""),
        ("schedule = { anchor", 'clock = { within = "P1M" }\n# { anchor', "duration.malformed", "clock.within"),
        ("schedule = { anchor", "clock = { within = 3600 }\n# { anchor", "duration.malformed", "clock.within"),
        ("schedule = { anchor", 'clock = { within = "PT0S" }\n# { anchor', "duration.not_positive", "clock.within"),
        ("schedule = { anchor", 'clock = { from = "at" }\n# { anchor', "clock.one_way", "clock"),
        ("schedule = { anchor", 'every = { period = "PT1H", end_of_day = true }\n# {', "every.not_whole_days", "every"),
        ("schedule = { anchor", 'every = { period = "PT1M" }\n# {', "every.too_short", "every"),
        ('mark = "V"', 'mark = "V"\nescalation = [{ to = "owner" }]', "rung.before_or_after", "escalation[0]"),
    ],
)  # fmt: skip
def test_a_field_that_is_not_well_formed_is_refused_at_its_place(old, new, code, field):
    assert old in CONTACT_TESTS
    found = only(CONTACT_TESTS.replace(old, new))
    assert (found.code, found.field) == (code, f"clause[contact.tests].{field}".rstrip("."))
    assert found.line is not None


def test_text_that_is_no_toml_is_refused_with_its_line():
    with pytest.raises(ProtocolError) as refused:
        parse_source(HEAD + "[[clause]\n", "my.toml")
    (problem,) = refused.value.problems
    assert (problem.code, problem.line) == ("pack.toml", HEAD.count("\n") + 1)


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    with pytest.raises(ProtocolError) as refused:
        load_file(tmp_path / "nowhere.toml")
    assert refused.value.code == "pack.file_unreadable"


def test_a_file_with_problems_is_refused_with_all_of_them(tmp_path):
    file = tmp_path / "city.toml"
    broken = CASE_REPORT.replace("case.reported", "case.told").replace("confirmed_at", "severity")
    file.write_text(HEAD + broken + POST_TESTS.replace('ends = ["post.left"]', ""), "utf-8")
    with pytest.raises(ProtocolError) as refused:
        load_file(file)
    assert [problem.code for problem in refused.value.problems] == ["clause.kind_unknown", "clause.no_end"]


def test_every_sentence_stands_in_both_languages_with_the_same_placeholders():
    import string

    names = lambda text: {name for _, name, _, _ in string.Formatter().parse(text) if name}  # noqa: E731
    for code, (english, chinese) in MESSAGES.items():
        assert english, code
        assert chinese, code
        if code != "pack.value_refused":
            same = {name if name != "zh" else "en" for name in names(chinese)}  # each language names things its way
            assert same <= names(english), code
        assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese), code

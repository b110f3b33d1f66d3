"""The difference of two packs: clauses and figures that came, went and changed, field by field."""

from __future__ import annotations

import json

import pytest

from fangxian.protocol.diff import diff, shown
from fangxian.protocol.load import shipped_ids
from fangxian.protocol.pack import load_pack


def test_a_pack_does_not_differ_from_itself() -> None:
    pack = load_pack("covid19-cn-8")
    found = diff(pack, pack)
    assert not found
    assert (found.clauses, found.sections, found.identity) == ((), (), ())


def test_the_ninth_edition_changes_the_test_days() -> None:
    found = diff(load_pack("covid19-cn-8"), load_pack("covid19-cn-9")).clause("contact.tests")
    assert found is not None
    assert found.status == "changed"
    (days,) = [field for field in found.fields if field.path == ("schedule", "days")]
    assert (days.before, days.after) == ([1, 4, 7, 14], [1, 2, 3, 5, 7, 10])
    assert days.nature == "rule"


def test_the_twenty_measures_drop_the_contacts_of_contacts() -> None:
    found = diff(load_pack("covid19-cn-9"), load_pack("covid19-cn-20measures"))
    removed = {row.id for row in found.of("removed")}
    assert {"secondary.quarantined", "secondary.tests", "secondary.release"} <= removed
    assert "zone.lift" in {row.id for row in found.of("added")}
    (kind,) = [row for row in found.sections if row.section == "contact_kind"]
    assert (kind.id, kind.status) == ("secondary", "removed")


def test_a_new_source_alone_changes_no_rule() -> None:
    found = diff(load_pack("covid19-cn-8"), load_pack("covid19-cn-9")).clause("contact.handed_over")
    assert found is not None
    assert {field.nature for field in found.fields} == {"source"}
    assert not found.changes_rule


def test_a_nested_row_is_matched_by_its_id() -> None:
    found = diff(load_pack("covid19-cn-8"), load_pack("covid19-cn-9"))
    (testing,) = [row for row in found.sections if row.section == "testing"]
    assert ("pool", "population", "sizes") in {field.path for field in testing.fields}


def test_a_difference_read_backwards_turns_round() -> None:
    there = diff(load_pack("covid19-cn-7"), load_pack("covid19-cn-9"))
    back = diff(load_pack("covid19-cn-9"), load_pack("covid19-cn-7"))
    assert {row.id for row in there.of("added")} == {row.id for row in back.of("removed")}
    assert {row.id for row in there.of("changed")} == {row.id for row in back.of("changed")}


@pytest.mark.parametrize("pack_id", sorted(shipped_ids()))
def test_every_difference_can_be_written_as_json(pack_id: str) -> None:
    found = diff(load_pack("covid19-cn-7"), load_pack(pack_id))
    again = json.loads(json.dumps(found.to_data(), ensure_ascii=False))
    assert again["after"] == pack_id
    assert len(again["clauses"]) == len(found.clauses)


def test_lines_speak_the_reader_s_language() -> None:
    found = diff(load_pack("covid19-cn-9"), load_pack("covid19-cn-20measures"))
    english = {line.place: line for line in found.changes("en") if line.status == "removed"}
    chinese = {line.place: line for line in found.changes("zh") if line.status == "removed"}
    assert english["clause[secondary.tests]"].old == "Tests of a contact of a contact"
    assert chinese["clause[secondary.tests]"].old == "次密接核酸检测"
    assert [line.plain() for line in found] == [line.plain() for line in found.changes("en")]


def test_values_are_shown_as_the_file_writes_them() -> None:
    assert shown([1, 4, 7]) == "[1, 4, 7]"
    assert shown(None) == "–"
    assert shown(True) == "true"
    assert shown({"zh": "绿码", "en": "Green"}, "zh") == "绿码"
    found = diff(load_pack("covid19-cn-8"), load_pack("covid19-cn-9")).clause("contact.quarantined")
    assert found is not None
    assert ("PT12H", "PT8H") in {(field.before, field.after) for field in found.fields}

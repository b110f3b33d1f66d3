"""A file of facts is evaluated without a database; what is wrong in it is named by line and field."""

from __future__ import annotations

import json

import pytest

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.report import evaluate_jsonl, read_facts
from tests.protocol.cast import CASE_REPORT, CONTACT_TESTS, at, pack

PACK = pack(CASE_REPORT + CONTACT_TESTS)
EXPOSED = {
    "kind": "exposure.recorded",
    "subject": "person:alice",
    "at": "2020-12-07T16:00+08:00",
    "recorded_at": "2020-12-07T20:00+08:00",
    "attributes": {"kind": "close", "relationship": "bob-alice", "last_exposure": "2020-12-05T20:00+08:00"},
}
SAMPLED = {"kind": "sample.taken", "subject": "person:alice", "at": "2020-12-06T10:00+08:00"}


def lines(*facts):
    return [json.dumps(fact) for fact in facts]


def problems(*text):
    with pytest.raises(ProtocolError) as refused:
        read_facts(text, "facts.jsonl")
    return [(problem.code, problem.line, problem.field) for problem in refused.value.problems]


def test_every_task_is_a_row_with_its_state_at_the_time():
    rows = evaluate_jsonl(PACK, lines(EXPOSED, SAMPLED), at("2020-12-10T12:00"))
    assert [(row.task.step, row.status, row.evidence) for row in rows] == [
        ("day:1", "discharged", "sample.taken"),
        ("day:4", "overdue", None),
        ("day:7", "open", None),
        ("day:14", "waiting", None),
    ]


def test_a_row_is_plain_json():
    row = evaluate_jsonl(PACK, lines(EXPOSED, SAMPLED), at("2020-12-10T12:00"))[0].plain()
    assert json.loads(json.dumps(row)) == row
    assert row["owner"] == {"level": "district", "role": "quarantine_site"}
    assert (row["clause"], row["due_at"], row["status"]) == ("contact.tests", "2020-12-06T16:00:00Z", "discharged")


def test_what_happened_later_is_left_out():
    assert evaluate_jsonl(PACK, lines(EXPOSED), at("2020-12-07T15:00")) == []


def test_what_was_not_yet_known_can_be_left_out():
    now = at("2020-12-07T18:00")
    assert evaluate_jsonl(PACK, lines(EXPOSED), now)
    assert evaluate_jsonl(PACK, lines(EXPOSED), now, known_at=now) == []


def test_a_fact_without_an_id_is_the_same_fact_when_repeated():
    one, other = read_facts(lines(SAMPLED, SAMPLED))
    assert one.id == other.id
    assert one.recorded_at == one.at


def test_blank_lines_and_comments_are_passed_over():
    assert len(read_facts(["", "# a comment", *lines(SAMPLED), "  "])) == 1


def test_each_problem_names_its_line_and_field():
    assert problems(
        *lines(SAMPLED),
        "not json",
        "[]",
        json.dumps({"subject": "person:a", "at": 1, "when": "x"}),
        *lines(SAMPLED | {"at": "yesterday"}),
        *lines(SAMPLED | {"at": "2020-12-06T10:00"}),
        *lines(SAMPLED | {"recorded_at": "2020-12-01T10:00Z"}),
        *lines(SAMPLED | {"kind": "sample.took"}),
        *lines(EXPOSED | {"attributes": {"kind": "close", "colour": "red"}}),
    ) == [
        ("fact.malformed", 2, ""),
        ("fact.malformed", 3, ""),
        ("fact.field_missing", 4, "kind"),
        ("fact.field_type", 4, "at"),
        ("fact.field_unknown", 4, "when"),
        ("fact.time_malformed", 5, "at"),
        ("fact.time_naive", 6, "at"),
        ("fact.time_in_future", 7, "at"),
        ("fact.kind_unknown", 8, "kind"),
        ("fact.attribute_missing", 9, "last_exposure"),
        ("fact.attribute_missing", 9, "relationship"),
        ("fact.attribute_unknown", 9, "colour"),
    ]

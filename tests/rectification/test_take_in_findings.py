"""Findings come in as a signed file that a person carries; each becomes tasks with an owner, a clock and a re-test."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fangxian.errors import Conflict, FangxianError, Invalid, NotAllowed
from fangxian.response.coinvestigation.exchange.signing import sign
from fangxian.response.coinvestigation.models import TrustedSender
from fangxian.response.ledger.models import FactRow, HandlingRow, Incident, TaskRow
from fangxian.response.rectification.actions import opened_findings, undo_intake
from fangxian.response.rectification.content import read
from fangxian.response.rectification.facts import end_of
from fangxian.response.rectification.models import Finding, Intake
from tests import factories
from tests.rectification.conftest import CHENGHUA, Live, content, finding


def tasks(one: Finding) -> dict[str, TaskRow]:
    return {row.clause: row for row in TaskRow.objects.filter(subject=one.subject)}


def test_a_finding_becomes_a_task_with_its_clock_and_one_for_its_re_test(live: Live) -> None:
    held = live.bring()
    one = held.findings.get()
    found = tasks(one)
    assert set(found) == {"inspection.rectification", "inspection.retest"}
    assert found["inspection.rectification"].due_at == end_of(one.due)
    assert found["inspection.retest"].due_at == end_of(one.retest)
    fact = FactRow.objects.get(subject=one.subject)
    assert (fact.kind, fact.attributes["source"], fact.attributes["severity"]) == (
        "inspection.found",
        "drill",
        "critical",
    )
    assert fact.attributes["clause"] == "case.core_facts"


def test_the_office_that_the_report_names_is_offered_the_task_and_headquarters_answer_until_it_accepts(
    live: Live,
) -> None:
    one = live.bring().findings.get()
    assert (one.office, one.area) == (live.cdc, CHENGHUA)
    task = tasks(one)["inspection.rectification"]
    assert task.office_id == live.headquarters.pk
    assert HandlingRow.objects.get(node=task.id).offered_to == live.cdc.pk


def test_where_nothing_has_broken_out_a_standing_record_holds_them_and_opens_nothing_else(live: Live) -> None:
    held = live.bring()
    assert held.incident.slug == "improvement"
    assert {row.clause.partition(".")[0] for row in TaskRow.objects.all()} == {"inspection"}
    outbreak = factories.incident(opened_at=held.incident.opened_at + timedelta(days=1))
    assert Incident.objects.order_by("-opened_at").first() == outbreak


def test_the_same_file_is_taken_in_once(live: Live) -> None:
    assert live.bring() == live.bring()
    assert Finding.objects.count() == FactRow.objects.filter(kind="inspection.found").count() == 1


def test_a_key_that_nobody_entered_is_refused_and_so_is_whoever_may_not(live: Live) -> None:
    with pytest.raises(NotAllowed):
        live.bring(by=live.tracer)
    TrustedSender.objects.all().delete()
    with pytest.raises(NotAllowed) as refused:
        live.bring()
    assert refused.value.code == "findings.sender_unknown"
    assert not Intake.objects.exists()


def test_what_was_changed_after_it_was_signed_is_refused(live: Live) -> None:
    document = sign(content())
    document["content"]["signer"] = "另一人"
    with pytest.raises(Invalid) as refused:
        opened_findings(document)
    assert refused.value.code == "sheet.signature"


def test_an_exercise_takes_no_findings_in(live: Live) -> None:
    factories.workspace(kind="drill", slug="live")
    with pytest.raises(Conflict) as refused:
        live.bring()
    assert refused.value.code == "findings.exercise"
    assert not FactRow.objects.filter(kind="inspection.found").exists()


def test_a_file_of_a_live_record_is_no_exercises(live: Live) -> None:
    with pytest.raises(Invalid, match="no file of an exercise"):
        live.bring(workspace="live")


def test_taken_back_nothing_is_owed_any_more_and_the_file_may_come_in_again(live: Live) -> None:
    held = live.bring()
    one = held.findings.get()
    undo_intake(held, "旧报告", by=live.director)
    assert not TaskRow.objects.filter(subject=one.subject, state="open").exists()
    undo_intake(held, "again", by=live.director)
    assert Intake.objects.get(id=held.id).undone_because == "旧报告"
    again = live.bring()
    assert again.id != held.id
    assert set(tasks(again.findings.get())) == {"inspection.rectification", "inspection.retest"}
    assert live.bring() == again


JUNK = st.one_of(st.none(), st.integers(), st.text(max_size=4), st.lists(st.integers(), max_size=2), st.just({}))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(name=st.sampled_from(["id", "what", "rating", "level", "role", "due", "retest", "evidence"]), value=JUNK)
def test_whatever_a_field_holds_it_is_read_or_named_with_its_row(live: Live, name: str, value: Any) -> None:
    row = finding() | {name: value}
    assert outcome(row) in {("findings.field", 2), ("read", 2)}


def outcome(row: dict[str, Any]) -> tuple[str, int]:
    """The refusal of the second of two findings with the row that it names, or that both were read."""
    try:
        found = read(content(finding("other"), row)).findings
    except FangxianError as refused:
        return refused.code, int(refused.context["row"])
    return ("read" if isinstance(found[1].due, date) and found[1].rating in "SMU" else "misread"), len(found)

"""Corrections are read before anything else."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from fangxian.protocol.errors import ProtocolError
from fangxian.protocol.settle import settle
from tests.protocol.cast import CASE_REPORT, at, fact, pack, tasks

REPORT = pack(CASE_REPORT)
CONFIRMED = fact("case.confirmed", "2020-12-07T10:00")


def held(*facts):
    return [entry.fact.id for entry in settle(facts).entries]


def test_a_correction_stands_in_the_place_of_what_it_names():
    right = fact("case.confirmed", "2020-12-07T09:00", corrects=CONFIRMED)
    assert held(CONFIRMED, right) == [right.id]
    assert tasks(REPORT, CONFIRMED, right)["case.network_report once"].due_at == at("2020-12-07T11:00")


def test_of_two_corrections_the_one_recorded_last_holds():
    one = fact("case.confirmed", "2020-12-07T09:00", corrects=CONFIRMED, recorded="2020-12-07T12:00")
    two = fact("case.confirmed", "2020-12-07T08:00", corrects=CONFIRMED, recorded="2020-12-07T13:00")
    assert held(two, CONFIRMED, one) == [two.id]


def test_a_correction_of_a_correction_holds():
    one = fact("case.confirmed", "2020-12-07T09:00", corrects=CONFIRMED)
    two = fact("case.confirmed", "2020-12-07T08:00", corrects=one)
    assert held(one, two, CONFIRMED) == [two.id]


def test_voiding_a_correction_restores_what_it_replaced():
    wrong = fact("case.confirmed", "2020-12-07T09:00", corrects=CONFIRMED)
    void = fact("fact.voided", "2020-12-07T12:00", corrects=wrong)
    assert held(CONFIRMED, wrong, void) == [CONFIRMED.id]


def test_a_correction_may_arrive_before_what_it_corrects():
    right = fact("case.confirmed", "2020-12-07T09:00", corrects=CONFIRMED)
    early, late = tasks(REPORT, right), tasks(REPORT, CONFIRMED, right)
    assert held(right) == [right.id]
    assert early["case.network_report once"].id == late["case.network_report once"].id


def test_a_void_of_something_unknown_changes_nothing():
    assert held(
        CONFIRMED,
        fact("fact.voided", "2020-12-07T12:00", corrects=fact("case.confirmed", "2020-12-01T00:00")),
    ) == [CONFIRMED.id]


def test_the_page_can_say_that_the_evidence_was_voided():
    reported = fact("case.reported", "2020-12-07T11:00")
    void = fact("fact.voided", "2020-12-08T11:00", corrects=reported)
    task = tasks(REPORT, CONFIRMED, reported, void)["case.network_report once"]
    assert task.state == "open"
    assert [(why.code, dict(why.params)) for why in task.why] == [("voided", {"fact": reported.id, "by": void.id})]


def test_one_id_for_two_different_facts_is_refused():
    with pytest.raises(ProtocolError) as refused:
        settle([CONFIRMED, replace(CONFIRMED, kind="case.suspected")])
    assert refused.value.code == "fact.id_conflict"


def test_corrections_in_a_circle_are_refused():
    one = fact("case.confirmed", "2020-12-07T09:00", name="one")
    two = fact("case.confirmed", "2020-12-07T09:00", name="two", corrects=one)
    with pytest.raises(ProtocolError) as refused:
        settle([CONFIRMED, replace(one, corrects=two.id), two])
    assert refused.value.code == "fact.correction_cycle"

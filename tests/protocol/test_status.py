"""Overdue, due soon and escalated are asked of a task at a time, never stored."""

from __future__ import annotations

import pytest

from fangxian.protocol.status import escalation, rungs, status
from tests.protocol.cast import CASE_REPORT, CONTACT_TESTS, at, exposure, fact, pack, sample, tasks

PACK = pack(CASE_REPORT + CONTACT_TESTS)
REPORT = PACK.clause("case.network_report")
OPEN = tasks(PACK, fact("case.confirmed", "2020-12-07T10:00"))["case.network_report once"]
EXPOSED = exposure("2020-12-05T21:00", "2020-12-05T20:00")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2020-12-07T10:00", "open"),
        ("2020-12-07T11:29", "open"),
        ("2020-12-07T11:30", "due_soon"),
        ("2020-12-07T12:00", "due_soon"),
        ("2020-12-07T12:01", "overdue"),
    ],
)
def test_an_open_task_is_due_soon_and_then_overdue(now, expected):
    assert status(OPEN, at(now)) == expected


def test_a_test_of_next_week_is_waiting():
    found = tasks(PACK, EXPOSED)
    assert status(found["contact.tests day:14"], at("2020-12-06T00:00")) == "waiting"


def test_what_is_done_stays_done_whatever_the_time():
    found = tasks(PACK, EXPOSED, sample("2020-12-06T10:00"), sample("2020-12-10T10:00"), sample("2020-12-10T11:00"))
    assert status(found["contact.tests day:1"], at("2021-12-06T00:00")) == "discharged"
    assert status(found["contact.tests day:4"], at("2021-12-06T00:00")) == "late"


def test_what_lapsed_after_it_was_due_was_missed():
    found = tasks(PACK, EXPOSED, fact("quarantine.released", "2020-12-10T10:00"))
    now = at("2020-12-31T00:00")
    assert status(found["contact.tests day:4"], now) == "missed"
    assert status(found["contact.tests day:14"], now) == "lapsed"


@pytest.mark.parametrize(("now", "rung"), [("2020-12-07T11:00", 0), ("2020-12-07T11:30", 1), ("2020-12-07T12:00", 2)])
def test_an_open_task_climbs_the_ladder(now, rung):
    assert escalation(OPEN, REPORT, at(now)) == rung


def test_a_done_task_climbs_no_ladder():
    done = tasks(PACK, fact("case.confirmed", "2020-12-07T10:00"), fact("case.reported", "2020-12-07T13:00"))
    assert escalation(done["case.network_report once"], REPORT, at("2020-12-08T00:00")) == 0


def test_the_rungs_stand_in_the_order_of_time():
    assert [moment for moment, _ in rungs(OPEN, REPORT)] == [at("2020-12-07T11:30"), at("2020-12-07T12:00")]


def test_a_clause_without_a_ladder_takes_the_packs():
    tests = PACK.clause("contact.tests")
    task = tasks(PACK, EXPOSED)["contact.tests day:1"]
    assert escalation(task, tests, at("2020-12-08T00:00")) == 0
    assert escalation(task, tests, at("2020-12-08T00:00"), REPORT.escalation) == 2

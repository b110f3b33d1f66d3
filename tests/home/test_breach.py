"""Somebody leaves the dwelling: a task with a short clock, heard of further up, settled by what was done."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Invalid
from fangxian.response.home.actions import note_door, report_breach, settle_breach
from fangxian.response.home.models import Breach, DoorSignal, HomeStay
from fangxian.response.ledger.models import FactRow
from tests.factories import NOON
from tests.home.conftest import tasks

HOUR = timedelta(hours=1)


def test_a_breach_is_a_task_due_within_the_hour_and_settling_it_discharges_it(stay):
    breach = report_breach(stay, "visit", "nobody at home, seen in the market")
    (task,) = tasks(stay, "home.breach")
    assert (task.due_at, task.severity) == (NOON + HOUR, "critical")
    assert HomeStay.objects.get().breached_at == NOON
    settle_breach(breach, "returned", "brought back and warned")
    assert tasks(stay, "home.breach", "discharged")
    assert HomeStay.objects.get().breached_at is None
    assert FactRow.objects.get(kind="quarantine.breach_settled").attributes["outcome"] == "returned"


def test_of_two_breaches_the_open_one_stands(stay):
    first = report_breach(stay, "visit", "out")
    report_breach(stay, "report", "out again")
    settle_breach(first, "unfounded", "was on the balcony")
    assert HomeStay.objects.get().breached_at == NOON


def test_sending_twice_reports_and_settles_once(stay):
    request = uuid4()
    breach = report_breach(stay, "call", "street noise", id=request)
    assert report_breach(stay, "call", "street noise", id=request) == breach
    settle_breach(breach, "returned", "warned")
    assert settle_breach(breach, "to_site", "again").outcome == "returned"
    assert Breach.objects.count() == FactRow.objects.filter(kind="quarantine.breached").count() == 1


@pytest.mark.parametrize("said", [("sky", "out"), ("visit", " ")])
def test_how_it_was_found_and_what_happened_must_be_said(stay, said):
    with pytest.raises(Invalid):
        report_breach(stay, *said)


def test_a_door_that_opens_is_evidence_and_no_breach(stay):
    request = uuid4()
    for _turn in range(2):
        note_door(stay, NOON, "door-7", id=request)
    assert DoorSignal.objects.count() == 1
    assert not tasks(stay, "home.breach")
    with pytest.raises(Invalid):
        note_door(stay, NOON + HOUR, "door-7")

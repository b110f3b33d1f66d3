"""The evidence that ``case.core_facts`` asks for."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.casework.actions import file_core_facts, report_case
from tests import factories
from tests.casework.ledger import kinds, task
from tests.factories import NOON, PIDU


@pytest.fixture
def case(outbreak):
    return report_case(outbreak, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=30), area=PIDU)


def test_in_time_it_discharges_the_task(case):
    file_core_facts(case, at=NOON - timedelta(hours=29))
    done = task(case.subject, "case.core_facts")
    assert (done.state, done.late) == ("discharged", False)


def test_too_late_it_discharges_the_task_and_the_lateness_is_kept(case):
    file_core_facts(case, at=NOON)
    done = task(case.subject, "case.core_facts")
    assert (done.state, done.late) == ("discharged", True)


def test_the_same_request_twice_records_once(case):
    same = uuid4()
    for _ in range(2):
        file_core_facts(case, at=NOON, id=same)
    assert kinds(case.subject).count("case.core_facts_filed") == 1


def test_the_future_and_other_areas_are_refused(case):
    with pytest.raises(Invalid):
        file_core_facts(case, at=NOON + timedelta(hours=1))
    with pytest.raises(NotAllowed):
        file_core_facts(case, at=NOON, by=factories.post("510108"))

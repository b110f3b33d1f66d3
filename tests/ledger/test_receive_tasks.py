"""Receive tasks: the office says that it knows of them."""

from __future__ import annotations

from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import receive_tasks
from fangxian.response.ledger.models import FactRow, HandlingRow, TaskRow
from fangxian.response.ledger.record import record
from tests import factories
from tests.ledger.offices import Cast, Say, held, open_case


def test_a_received_task_says_when_and_by_whom(task: TaskRow, cast: Cast) -> None:
    done = receive_tasks([task.id], by=cast.cdc)
    assert done.done == (task.id,)
    row = held(task)
    assert (row.received_at, row.received_by, row.office_id) == (clock.now(), cast.cdc.subject, cast.cdc.office_id)
    fact = FactRow.objects.get(subject=f"task:{task.id}")
    assert (fact.kind, fact.area, fact.incident_id) == ("task.received", task.area, task.incident_id)


def test_hundreds_are_received_at_once(say: Say, cast: Cast) -> None:
    tasks = [open_case(say)["case.full_investigation"].id for _number in range(120)]
    assert set(receive_tasks(tasks, by=cast.cdc).done) == set(tasks)
    assert HandlingRow.objects.filter(root__in=tasks, received_at__isnull=False).count() == 120


def test_receiving_again_says_nothing_new(task: TaskRow, cast: Cast) -> None:
    receive_tasks([task.id], by=cast.cdc)
    again = receive_tasks([task.id, task.id], by=cast.cdc)
    assert (again.done, again.already) == ((), (task.id,))
    assert FactRow.objects.filter(subject=f"task:{task.id}").count() == 1


def test_the_same_request_sent_twice_is_recorded_once(task: TaskRow, cast: Cast) -> None:
    request = uuid4()
    assert receive_tasks([task.id], request=request, by=cast.cdc).done == (task.id,)
    assert receive_tasks([task.id], request=request, by=cast.cdc).already == (task.id,)
    assert FactRow.objects.filter(subject=f"task:{task.id}").count() == 1


def test_another_office_cannot_receive_it_and_does_not_hold_up_the_rest(say: Say, cast: Cast) -> None:
    tasks = open_case(say)
    ours, theirs = tasks["case.full_investigation"], tasks["case.to_hospital"]
    outcome = receive_tasks([theirs.id, ours.id], by=cast.cdc)
    assert outcome.done == (ours.id,)
    assert [(one.node, one.error.code) for one in outcome.refused] == [(theirs.id, "task.not_held")]
    assert "郫都区指挥部" in str(outcome.refused[0].error)
    with pytest.raises(NotAllowed):
        outcome.or_raise()


def test_a_post_that_may_not_handle_tasks_is_refused(task: TaskRow, cast: Cast) -> None:
    inspector = factories.post(duty="inspector", office=cast.cdc.office)
    with pytest.raises(NotAllowed) as refusal:
        receive_tasks([task.id], by=inspector).or_raise()
    assert refusal.value.code == "post.right"


def test_a_task_outside_the_area_in_scope_is_not_there(task: TaskRow, cast: Cast) -> None:
    with access.area(cast.elsewhere.area), pytest.raises(NotFound) as refusal:
        receive_tasks([task.id], by=cast.elsewhere).or_raise()
    assert refusal.value.code == "task.unknown"


def test_a_task_that_is_done_cannot_be_received(task: TaskRow, cast: Cast, say: Say) -> None:
    record([say("case.investigation_filed", task.subject, 301)])
    with pytest.raises(Conflict) as refusal:
        receive_tasks([task.id], by=cast.cdc).or_raise()
    assert refusal.value.code == "task.closed"


def test_it_is_given_to_a_post_and_later_to_another(task: TaskRow, cast: Cast) -> None:
    colleague = factories.post(duty="epidemiologist", office=cast.cdc.office)
    receive_tasks([task.id], assignee=cast.cdc, by=cast.cdc)
    assert held(task).assignee == cast.cdc.pk
    receive_tasks([task.id], assignee=colleague, by=cast.cdc)
    assert held(task).assignee == colleague.pk


def test_it_cannot_be_given_to_a_post_of_another_office(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        receive_tasks([task.id], assignee=cast.hospital, by=cast.cdc).or_raise()
    assert refusal.value.code == "assignee.elsewhere"


def test_the_superior_acts_where_nobody_sits(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        receive_tasks([task.id], by=cast.headquarters).or_raise()
    cast.cdc.holder = None
    cast.cdc.save()
    assert receive_tasks([task.id], by=cast.headquarters).done == (task.id,)
    row = held(task)
    assert (row.office_id, row.received_by) == (cast.cdc.office_id, cast.headquarters.subject)

"""Excuse tasks: with a reason and a signature, by a post that may, until it is voided."""

from __future__ import annotations

import pytest

from fangxian.errors import Invalid, NotAllowed
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import excuse_tasks, take_back
from fangxian.response.ledger.models import FactRow, TaskRow
from fangxian.response.ledger.queries import board
from fangxian.response.ledger.record import record
from tests.ledger.offices import Cast, Say, held, open_case


def test_a_director_excuses_with_a_reason_and_signs(task: TaskRow, cast: Cast) -> None:
    excuse_tasks([task.id], reason="Died on arrival", by=cast.headquarters).or_raise()
    row = held(task)
    assert row.excused_at is not None
    assert row.excused_reason == "Died on arrival"
    assert "diao" in row.excused_by
    assert row.office_id == cast.cdc.office_id
    assert TaskRow.objects.get(id=task.id).state == "open"


def test_an_officer_may_not_excuse(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(NotAllowed) as refusal:
        excuse_tasks([task.id], reason="No time", by=cast.cdc).or_raise()
    assert refusal.value.code == "post.right"


def test_an_excuse_needs_a_reason_and_a_signature(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        excuse_tasks([task.id], reason="", by=cast.headquarters)
    assert refusal.value.context["field"] == "reason"
    with pytest.raises(Invalid) as refusal:
        excuse_tasks([task.id], reason="Abroad")
    assert refusal.value.context["field"] == "signer"


def test_what_is_excused_is_owed_no_longer_but_still_listed(task: TaskRow, cast: Cast) -> None:
    now = clock.now()
    office = cast.cdc.office_id
    excuse_tasks([task.id], reason="Died on arrival", by=cast.headquarters)
    owed = board.page(board.Filter(office=office), now).tasks
    excused = board.page(board.Filter(status="excused", office=office), now).tasks
    assert str(task.id) not in {one.id for one in owed}
    assert [one.id for one in excused] == [str(task.id)]


def test_voiding_the_excuse_owes_the_task_again(task: TaskRow, cast: Cast) -> None:
    excuse_tasks([task.id], reason="Died on arrival", by=cast.headquarters)
    take_back([task.id], "excuse", reason="Another person", by=cast.headquarters).or_raise()
    assert held(task).excused_at is None
    voiding = FactRow.objects.get(kind="fact.voided")
    assert (voiding.attributes["reason"], voiding.attributes["signer"]) == ("Another person", "diao")
    assert FactRow.objects.filter(kind="task.excused").count() == 1


def test_evidence_that_comes_later_still_discharges(task: TaskRow, cast: Cast, say: Say) -> None:
    excuse_tasks([task.id], reason="Died on arrival", by=cast.headquarters)
    record([say("case.investigation_filed", task.subject, 303)])
    assert TaskRow.objects.get(id=task.id).state == "discharged"


def test_many_are_excused_in_one_batch(say: Say, cast: Cast) -> None:
    tasks = [open_case(say)["case.full_investigation"].id for _number in range(40)]
    assert len(excuse_tasks(tasks, reason="Import by mistake", by=cast.headquarters).done) == 40

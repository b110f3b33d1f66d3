"""Split a task: parts for lower offices, the whole stays with its office."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import finish_parts, receive_tasks, split_task
from fangxian.response.ledger.models import HandlingRow, TaskRow
from fangxian.response.ledger.record import record
from tests import factories
from tests.ledger.offices import Cast, Say, held, office_of, open_case


def test_each_office_gets_a_part_and_the_whole_stays(task: TaskRow, cast: Cast) -> None:
    due = clock.now() + timedelta(hours=1)
    parts = split_task(
        task.id, [cast.street.office_id, cast.hospital.office_id], note="Ask the family", due=due, by=cast.cdc
    )
    assert [held(part).office_id for part in parts] == [cast.street.office_id, cast.hospital.office_id]
    assert {held(part).note for part in parts} == {"Ask the family"}
    assert {held(part).due_at for part in parts} == {due}
    assert office_of(task) == cast.cdc.office_id
    assert (held(task).parts, held(task).parts_done) == (2, 0)


def test_it_can_be_split_all_the_way_down_and_each_level_sees_its_own_part(say: Say, cast: Cast) -> None:
    task = next(row for row in open_case(say).values() if row.office_id == cast.city.office_id)
    nodes = [task.id]
    for by, to in ((cast.city, cast.headquarters), (cast.headquarters, cast.street), (cast.street, cast.village)):
        with access.area(by.area):
            nodes += split_task(nodes[-1], [to.office_id], by=by)
    with access.area(cast.village.area):
        assert receive_tasks([nodes[-1]], by=cast.village).done == (nodes[-1],)
        finish_parts([nodes[-1]], note="Family asked", by=cast.village).or_raise()
    rows = {row.node: row for row in HandlingRow.objects.filter(root=task.id)}
    assert [rows[node].parent for node in nodes] == [None, *nodes[:-1]]
    assert [rows[node].parts_done for node in nodes] == [0, 0, 1, 0]
    assert TaskRow.objects.get(id=task.id).state == "open"


def test_a_lower_office_sees_its_part_of_a_task_that_it_cannot_see(say: Say, cast: Cast) -> None:
    record([say("incident.opened", f"incident:{say('x', 'y').incident}", 300, area="510117")])
    task = TaskRow.objects.get(clause="plan.activation")
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.headquarters)
    with access.area(cast.street.area):
        assert not TaskRow.objects.filter(id=task.id).exists()
        assert HandlingRow.objects.get(node=part).clause == "plan.activation"
        assert receive_tasks([part], by=cast.street).done == (part,)
    with access.area(cast.village.area), pytest.raises(NotFound):
        receive_tasks([part], by=cast.village).or_raise()


def test_splitting_again_adds_parts_and_doubles_none(task: TaskRow, cast: Cast) -> None:
    first = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    again = split_task(task.id, [cast.street.office_id, cast.hospital.office_id], by=cast.cdc)
    assert again[0] == first[0]
    assert HandlingRow.objects.filter(parent=task.id).count() == 2


def test_parts_are_closed_with_the_task_never_the_task_with_its_parts(task: TaskRow, cast: Cast, say: Say) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    finish_parts([part], by=cast.street).or_raise()
    assert (held(task).state, TaskRow.objects.get(id=task.id).state) == ("open", "open")
    record([say("case.investigation_filed", task.subject, 303)])
    assert {row.state for row in HandlingRow.objects.filter(root=task.id)} == {"discharged"}
    with pytest.raises(Conflict) as refusal:
        split_task(task.id, [cast.hospital.office_id], by=cast.cdc)
    assert refusal.value.code == "task.closed"


def test_a_part_is_never_due_after_the_task_however_the_clock_moves(task: TaskRow, cast: Cast, say: Say) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    assert held(part).due_at == task.due_at
    opening = TaskRow.objects.get(id=task.id).opened_by
    record([say("case.confirmed", task.subject, 299, corrects=opening)])
    assert held(part).due_at == TaskRow.objects.get(id=task.id).due_at < task.due_at


@pytest.mark.parametrize("hours", [-1, 48])
def test_parts_are_due_between_now_and_the_tasks_due_time(task: TaskRow, cast: Cast, hours: int) -> None:
    with pytest.raises(Invalid) as refusal:
        split_task(task.id, [cast.street.office_id], due=clock.now() + timedelta(hours=hours), by=cast.cdc)
    assert refusal.value.code == "split.due"


def test_parts_of_an_overdue_task_get_no_time_of_their_own(say: Say, cast: Cast) -> None:
    task = open_case(say, 100)["case.full_investigation"]
    with pytest.raises(Invalid) as refusal:
        split_task(task.id, [cast.street.office_id], due=clock.now() + timedelta(hours=1), by=cast.cdc)
    assert refusal.value.code == "split.overdue"
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    assert held(part).due_at == task.due_at


def test_it_is_split_inside_the_offices_own_area_only(task: TaskRow, cast: Cast) -> None:
    for offices, code in (
        ([], "split.nobody"),
        ([cast.cdc.office_id], "split.self"),
        ([cast.elsewhere.office_id], "split.outside"),
        ([factories.office("5101", "police").pk], "split.outside"),
        ([999_999], "office.unknown"),
    ):
        with pytest.raises(Invalid) as refusal:
            split_task(task.id, offices, by=cast.cdc)
        assert refusal.value.code == code
    assert not HandlingRow.objects.filter(root=task.id).exists()

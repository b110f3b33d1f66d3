"""Who has heard of a late task, and who hears next."""

from __future__ import annotations

from datetime import timedelta

from fangxian.response.ledger import clock
from fangxian.response.ledger.actions import accept_tasks, excuse_tasks, offer_tasks
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.queries.ladder import climbs, escalated_to
from fangxian.response.ledger.queries.tasks import from_row
from fangxian.response.ledger.record import record
from tests.ledger.offices import Cast, Say


def test_the_packs_ladder_is_climbed_with_time(task: TaskRow, cast: Cast) -> None:
    due = task.due_at
    for since_due, reached, heard, then in (
        (-3600, 0, None, "owner"),
        (-600, 1, None, "supervisor"),
        (60, 2, "supervisor", "level_above"),
        (2 * 3600, 3, "level_above", "inspection"),
        (24 * 3600, 4, "inspection", None),
    ):
        climb = climbs([from_row(task, due + timedelta(seconds=since_due))])[str(task.id)]
        assert climb.reached == reached
        assert (climb.heard.to if climb.heard else None) == heard
        assert (climb.next.to if climb.next else None) == then


def test_the_level_above_is_the_holders_superior(task: TaskRow, cast: Cast) -> None:
    late = task.due_at + timedelta(hours=3)
    heard = climbs([from_row(task, late)])[str(task.id)].heard
    assert heard is not None
    assert heard.office == cast.headquarters.office_id
    assert heard.office_name == "郫都区指挥部"


def test_an_office_sees_what_has_climbed_up_to_it(task: TaskRow, cast: Cast) -> None:
    office, late = cast.headquarters.office, task.due_at + timedelta(hours=3)
    assert str(task.id) not in {one.id for one in escalated_to(office, clock.now())}
    assert str(task.id) in {one.id for one in escalated_to(office, late)}
    assert str(task.id) not in {one.id for one in escalated_to(cast.hospital.office, late)}


def test_it_follows_a_hand_over(task: TaskRow, cast: Cast) -> None:
    cast.hospital.office.superior = cast.city.office
    cast.hospital.office.save()
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    late = task.due_at + timedelta(hours=3)
    assert str(task.id) in {one.id for one in escalated_to(cast.city.office, late)}


def test_what_is_done_or_excused_has_climbed_nowhere(task: TaskRow, cast: Cast, say: Say) -> None:
    office, late = cast.headquarters.office, task.due_at + timedelta(hours=3)
    excuse_tasks([task.id], reason="Abroad", by=cast.headquarters)
    assert str(task.id) not in {one.id for one in escalated_to(office, late)}
    record([say("case.investigation_filed", task.subject, 311)])
    assert climbs([from_row(TaskRow.objects.get(id=task.id), late)]) == {}

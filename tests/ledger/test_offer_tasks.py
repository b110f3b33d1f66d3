"""Offer, accept, decline: a hand-over that never leaves a task with two offices, or with none."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.ledger.actions import accept_tasks, decline_tasks, offer_tasks, receive_tasks
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.record import record
from tests import factories
from tests.ledger.offices import Cast, Say, held, office_of, open_case


def test_until_it_is_accepted_the_task_stays_where_it_was(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, reason="The patient is with you", by=cast.cdc).or_raise()
    row = held(task)
    assert office_of(task) == cast.cdc.office_id
    assert (row.offered_to, row.offer_reason) == (cast.hospital.office_id, "The patient is with you")


def test_accepting_moves_it_and_receives_it(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital).or_raise()
    row = held(task)
    assert office_of(task) == row.office_id == cast.hospital.office_id
    assert row.received_at is not None
    assert row.offered_to is None
    assert row.owner_id == row.came_from == cast.cdc.office_id


def test_declining_leaves_it_and_says_why(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    decline_tasks([task.id], reason="Ward is full", by=cast.hospital).or_raise()
    row = held(task)
    assert office_of(task) == cast.cdc.office_id
    assert (row.offered_to, row.declined_by, row.declined_reason) == (None, cast.hospital.office_id, "Ward is full")


def test_only_the_office_it_is_offered_to_can_answer(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    for answer in (accept_tasks([task.id], by=cast.headquarters), decline_tasks([task.id], reason="?", by=cast.cdc)):
        with pytest.raises(NotAllowed) as refusal:
            answer.or_raise()
        assert refusal.value.code == "offer.elsewhere"
    assert office_of(task) == cast.cdc.office_id


def test_nothing_can_be_accepted_that_is_not_offered(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Conflict) as refusal:
        accept_tasks([task.id], by=cast.hospital).or_raise()
    assert refusal.value.code == "offer.none"


def test_it_cannot_be_offered_to_two(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    with pytest.raises(Conflict) as refusal:
        offer_tasks([task.id], to=cast.headquarters.office_id, by=cast.cdc).or_raise()
    assert refusal.value.code == "offer.pending"


def test_it_is_never_offered_to_an_office_that_cannot_see_it(task: TaskRow, cast: Cast) -> None:
    for office in (cast.elsewhere.office_id, other_street()):
        with pytest.raises(Invalid) as refusal:
            offer_tasks([task.id], to=office, by=cast.cdc).or_raise()
        assert refusal.value.code == "offer.unseen"


def other_street() -> int:
    return factories.office("510117002", "street_office").pk


def test_it_cannot_be_offered_to_its_holder_or_to_an_office_that_is_closed(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        offer_tasks([task.id], to=cast.cdc.office_id, by=cast.cdc).or_raise()
    assert refusal.value.code == "offer.self"
    cast.hospital.office.closed_at = task.opened_at
    cast.hospital.office.save()
    with pytest.raises(Invalid) as refusal:
        offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    assert refusal.value.code == "office.unknown"


def test_many_are_offered_and_accepted_at_once(say: Say, cast: Cast) -> None:
    tasks = [open_case(say)["case.full_investigation"].id for _number in range(30)]
    assert len(offer_tasks(tasks, to=cast.hospital.office_id, by=cast.cdc).done) == 30
    assert len(accept_tasks(tasks, by=cast.hospital).done) == 30
    assert TaskRow.objects.filter(id__in=tasks, office=cast.hospital.office_id).count() == 30


def test_the_evaluator_goes_on_and_the_holder_keeps_the_task(task: TaskRow, cast: Cast, say: Say) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    record([say("case.onset_established", task.subject, 302, onset_on="2020-12-05")])
    assert office_of(task) == cast.hospital.office_id
    record([say("case.investigation_filed", task.subject, 303)])
    assert held(task).state == "discharged"
    assert office_of(task) == cast.hospital.office_id


def test_a_receipt_is_asked_for_again_where_the_person_moved_to_another_district(
    task: TaskRow, cast: Cast, say: Say
) -> None:
    receive_tasks([task.id], by=cast.cdc)
    record([say("case.onset_established", task.subject, 302, onset_on="2020-12-05", area="510108")])
    row = held(task)
    assert office_of(task) == row.office_id == cast.elsewhere.office_id
    assert row.received_at is None
    assert row.area == "510108"


def test_a_hand_over_lapses_where_the_person_moved_out_of_the_sight_of_its_office(
    task: TaskRow, cast: Cast, say: Say
) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    record([say("case.onset_established", task.subject, 302, onset_on="2020-12-05", area="510108")])
    assert office_of(task) == held(task).office_id == cast.elsewhere.office_id
    record([say("case.onset_established", task.subject, 303, onset_on="2020-12-05")])
    assert office_of(task) == cast.hospital.office_id

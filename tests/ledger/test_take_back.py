"""Take back an offer, an excuse or a report: voided in the record, gone from the board."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.ledger.actions import (
    accept_tasks,
    excuse_tasks,
    finish_parts,
    offer_tasks,
    split_task,
    take_back,
)
from fangxian.response.ledger.models import TaskRow
from tests.ledger.offices import Cast, held, office_of


def test_an_offer_taken_back_cannot_be_accepted(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    take_back([task.id], "offer", by=cast.cdc).or_raise()
    with pytest.raises(Conflict) as refusal:
        accept_tasks([task.id], by=cast.hospital).or_raise()
    assert refusal.value.code == "offer.none"
    assert office_of(task) == cast.cdc.office_id


def test_it_can_be_offered_again_to_the_same_office(task: TaskRow, cast: Cast) -> None:
    for _round in range(2):
        offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc).or_raise()
        assert held(task).offered_to == cast.hospital.office_id
        take_back([task.id], "offer", by=cast.cdc).or_raise()
        assert held(task).offered_to is None


def test_the_office_that_gave_a_part_sends_a_report_back_with_a_reason(task: TaskRow, cast: Cast) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    finish_parts([part], by=cast.street)
    with pytest.raises(Invalid):
        take_back([part], "done", by=cast.cdc)
    with pytest.raises(NotAllowed):
        take_back([part], "done", reason="?", by=cast.hospital).or_raise()
    take_back([part], "done", reason="Two households are missing", by=cast.cdc).or_raise()
    assert held(part).done_at is None
    assert held(task).parts_done == 0


def test_an_excuse_is_taken_back_only_by_a_post_that_may_excuse(task: TaskRow, cast: Cast) -> None:
    excuse_tasks([task.id], reason="Abroad", by=cast.headquarters)
    with pytest.raises(NotAllowed):
        take_back([task.id], "excuse", reason="Is here", by=cast.cdc).or_raise()
    assert held(task).excused_at is not None


def test_what_does_not_stand_cannot_be_taken_back(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Conflict) as refusal:
        take_back([task.id], "offer", by=cast.cdc).or_raise()
    assert refusal.value.code == "task.nothing_to_take_back"

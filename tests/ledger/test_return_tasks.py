"""Return tasks: back to where they came from, with a reason."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed
from fangxian.response.ledger.actions import accept_tasks, offer_tasks, receive_tasks, return_tasks, split_task
from fangxian.response.ledger.models import TaskRow
from tests.ledger.offices import Cast, Say, held, office_of, open_case


def test_it_goes_to_the_superior_that_shows_why(task: TaskRow, cast: Cast) -> None:
    receive_tasks([task.id], by=cast.cdc)
    return_tasks([task.id], reason="Lives in another district", by=cast.cdc).or_raise()
    row = held(task)
    assert office_of(task) == row.office_id == cast.headquarters.office_id
    assert (row.returned_by, row.returned_reason) == (cast.cdc.office_id, "Lives in another district")
    assert row.received_at is None


def test_the_superior_can_send_it_back(task: TaskRow, cast: Cast) -> None:
    return_tasks([task.id], reason="Not ours", by=cast.cdc).or_raise()
    return_tasks([task.id], reason="It is, by clause 3", by=cast.headquarters).or_raise()
    assert office_of(task) == cast.cdc.office_id
    assert held(task).returned_by == cast.headquarters.office_id


def test_what_was_handed_over_goes_back_to_whoever_handed_it_over(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    return_tasks([task.id], reason="Nobody trained for it", by=cast.hospital).or_raise()
    assert office_of(task) == cast.cdc.office_id


def test_a_part_goes_back_to_the_office_that_split_it(task: TaskRow, cast: Cast) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    return_tasks([part], reason="Another street", by=cast.street).or_raise()
    assert held(part).office_id == cast.cdc.office_id


def test_a_return_needs_a_reason(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(Invalid) as refusal:
        return_tasks([task.id], reason="  ", by=cast.cdc)
    assert refusal.value.code == "value.missing"


def test_the_highest_office_has_nobody_to_return_to(say: Say, cast: Cast) -> None:
    city = cast.city.office
    task = next(row for row in open_case(say).values() if row.office_id == city.pk)
    with pytest.raises(Conflict) as refusal:
        return_tasks([task.id], reason="Too much", by=cast.city).or_raise()
    assert refusal.value.code == "task.no_way_back"


def test_whoever_does_not_hold_it_cannot_return_it(task: TaskRow, cast: Cast) -> None:
    with pytest.raises(NotAllowed) as refusal:
        return_tasks([task.id], reason="?", by=cast.hospital).or_raise()
    assert refusal.value.code == "task.not_held"

"""One task's page: who answers, who has heard, its parts and how it was handled."""

from __future__ import annotations

from fangxian.response.ledger.actions import (
    accept_tasks,
    decline_tasks,
    excuse_tasks,
    finish_parts,
    offer_tasks,
    receive_tasks,
    return_tasks,
    split_task,
    take_back,
)
from fangxian.response.ledger.models import TaskRow
from tests.ledger.offices import Cast
from tests.ledger.pages import signed_in, words


def read(post: object, node: object) -> str:
    response = signed_in(post).get(f"/tasks/{node}/")
    assert response.status_code == 200
    return words(response)


def test_it_says_who_answers_and_who_hears_when_it_is_late(task: TaskRow, cast: Cast) -> None:
    text = read(cast.cdc, task.id)
    assert "Office cdc 510117" in text
    assert "Received not yet" in text
    assert "Who hears when it is late" in text
    assert "headquarters" not in text or "level above" in text


def test_its_parts_stand_as_a_tree_and_lead_to_pages_of_their_own(task: TaskRow, cast: Cast) -> None:
    (part,) = split_task(task.id, [cast.street.office_id], note="Ask the neighbours", by=cast.cdc)
    (below,) = split_task(part, [cast.village.office_id], by=cast.street)
    finish_parts([below], by=cast.village)
    text = read(cast.cdc, task.id)
    assert "parts 0 of 1" in text
    assert "parts 1 of 1" in text
    assert "Parts reported done do not close the task" in text
    assert "Ask the neighbours" in read(cast.street, part)
    assert "Part of a task" in read(cast.village, below)


def test_every_act_stands_in_its_history_and_what_was_taken_back_is_struck_out(task: TaskRow, cast: Cast) -> None:
    receive_tasks([task.id], by=cast.cdc)
    offer_tasks([task.id], to=cast.hospital.office_id, reason="Is with you", by=cast.cdc)
    decline_tasks([task.id], reason="Ward is full", by=cast.hospital)
    offer_tasks([task.id], to=cast.hospital.office_id, reason="Please", by=cast.cdc)
    take_back([task.id], "offer", by=cast.cdc)
    excuse_tasks([task.id], reason="Abroad", by=cast.headquarters)
    text = read(cast.cdc, task.id)
    for said in ("Task received", "Is with you", "Ward is full", "Fact voided", "Abroad", "duty_officer · cao"):
        assert said in text
    page = signed_in(cast.cdc).get(f"/tasks/{task.id}/").content.decode()
    assert page.count("is-voided") == 1


def test_a_return_and_a_declined_offer_show_their_reasons(task: TaskRow, cast: Cast) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    accept_tasks([task.id], by=cast.hospital)
    return_tasks([task.id], reason="Nobody trained", by=cast.hospital)
    assert "Returned by hospital 510117" in read(cast.cdc, task.id)
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    decline_tasks([task.id], reason="No", by=cast.hospital)
    assert "Declined by hospital 510117" in read(cast.cdc, task.id)


def test_a_post_nobody_holds_gives_the_task_back_to_the_office(task: TaskRow, cast: Cast) -> None:
    receive_tasks([task.id], assignee=cast.cdc, by=cast.cdc)
    assert "Given to duty_officer · cao" in read(cast.headquarters, task.id)
    cast.cdc.holder = None
    cast.cdc.save()
    assert "a post that nobody holds now" in read(cast.headquarters, task.id)

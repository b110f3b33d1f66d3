"""Acts on tasks through the pages: one or many, as a page or in the dialog, always with an answer."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from fangxian.response.ledger.actions import offer_tasks, receive_tasks, split_task
from fangxian.response.ledger.models import HandlingRow, TaskRow
from tests import factories
from tests.ledger.offices import Cast, Say, held, office_of, open_case
from tests.ledger.pages import signed_in, told, words


def test_receiving_several_says_how_many_and_what_was_refused(say: Say, cast: Cast) -> None:
    tasks = open_case(say)
    ours, theirs = tasks["case.full_investigation"], tasks["case.to_hospital"]
    client = signed_in(cast.cdc)
    answer = client.post("/tasks/act/receive/", {"id": [str(ours.id), str(theirs.id)], "next": "/mine/"})
    assert answer.url == "/mine/"
    said = told(client, answer)
    assert "1 task received." in said
    assert "This task lies with" in said
    assert held(ours).received_at is not None


def test_an_act_that_asks_something_is_a_page_that_works_without_script(task: TaskRow, cast: Cast) -> None:
    client = signed_in(cast.cdc)
    page = client.get("/tasks/act/offer/", {"id": str(task.id), "next": "/tasks/"})
    offices = {value for _level, group in page.context["form"].fields["to"].choices for value, _name in group}
    assert offices >= {cast.hospital.office_id, cast.city.office_id, cast.village.office_id}
    assert not offices & {cast.cdc.office_id, cast.elsewhere.office_id}
    answer = client.post(
        "/tasks/act/offer/", {"id": str(task.id), "to": cast.hospital.office_id, "reason": "Yours", "next": "/tasks/"}
    )
    assert "1 task offered." in told(client, answer)
    assert held(task).offered_to == cast.hospital.office_id


def test_in_the_dialog_only_the_form_comes_and_then_the_page_is_read_anew(task: TaskRow, cast: Cast) -> None:
    client = signed_in(cast.cdc)
    part = client.get("/tasks/act/return/", {"id": str(task.id)}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    wrong = client.post("/tasks/act/return/", {"id": str(task.id)}, headers={"HX-Request": "true"})
    assert wrong.status_code == 200
    assert "field-error" in wrong.content.decode()
    done = client.post("/tasks/act/return/", {"id": str(task.id), "reason": "No"}, headers={"HX-Request": "true"})
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")
    assert office_of(task) == cast.headquarters.office_id


def test_a_refusal_stands_beside_its_field(task: TaskRow, cast: Cast) -> None:
    client = signed_in(cast.cdc)
    said = {"id": str(task.id), "offices": [cast.street.office_id], "note": "", "due": "2030-01-01T10:00"}
    page = client.post("/tasks/act/split/", said)
    assert page.status_code == 200
    assert "The parts must be due between now" in page.context["form"].errors["due"][0]
    assert not HandlingRow.objects.exists()


@pytest.mark.parametrize(
    ("name", "said", "wanted"),
    [
        ("assign", {}, "1 task given."),
        ("return", {"reason": "Not ours"}, "1 task returned."),
        ("split", {}, "1 task split."),
    ],
)
def test_the_holder_acts(task: TaskRow, cast: Cast, name: str, said: dict[str, Any], wanted: str) -> None:
    client = signed_in(cast.cdc)
    said = {"assignee": cast.cdc.pk, "offices": [cast.street.office_id], **said, "id": str(task.id)}
    assert wanted in told(client, client.post(f"/tasks/act/{name}/", said))


@pytest.mark.parametrize(("name", "wanted"), [("accept", "1 task accepted."), ("decline", "1 task declined.")])
def test_the_other_office_answers(task: TaskRow, cast: Cast, name: str, wanted: str) -> None:
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    client = signed_in(cast.hospital)
    assert wanted in told(client, client.post(f"/tasks/act/{name}/", {"id": str(task.id), "reason": "r"}))


def test_an_offer_an_excuse_and_a_report_are_taken_back(task: TaskRow, cast: Cast) -> None:
    cdc, head, street = signed_in(cast.cdc), signed_in(cast.headquarters), signed_in(cast.street)
    offer_tasks([task.id], to=cast.hospital.office_id, by=cast.cdc)
    assert "1 offer taken back." in told(cdc, cdc.post("/tasks/act/take-back-offer/", {"id": str(task.id)}))
    assert "1 task excused." in told(head, head.post("/tasks/act/excuse/", {"id": str(task.id), "reason": "Abroad"}))
    again = head.post("/tasks/act/take-back-excuse/", {"id": str(task.id), "reason": "Is here"})
    assert "1 task owed again." in told(head, again)
    (part,) = split_task(task.id, [cast.street.office_id], by=cast.cdc)
    assert "1 part reported." in told(street, street.post("/tasks/act/finish/", {"id": str(part), "note": "Done"}))
    back = cdc.post("/tasks/act/take-back-done/", {"id": str(part), "reason": "Two are missing"})
    assert "1 report sent back." in told(cdc, back)


def test_a_whole_task_is_not_reported_done(task: TaskRow, cast: Cast) -> None:
    client = signed_in(cast.cdc)
    said = told(client, client.post("/tasks/act/finish/", {"id": str(task.id), "note": ""}))
    assert "closes when the record shows" in said


def test_receiving_what_was_received_says_so(task: TaskRow, cast: Cast) -> None:
    receive_tasks([task.id], by=cast.cdc)
    client = signed_in(cast.cdc)
    assert "It stood so already." in told(client, client.post("/tasks/act/receive/", {"id": str(task.id)}))


def test_nothing_chosen_is_said_and_not_an_error(cast: Cast) -> None:
    client = signed_in(cast.cdc)
    assert "Nothing was chosen." in told(client, client.post("/tasks/act/receive/", {}))


@pytest.mark.parametrize(
    ("address", "said", "status"),
    [
        ("/tasks/act/conjure/", {"id": str(uuid4())}, 404),
        ("/tasks/act/receive/", {"id": "x"}, 422),
        ("/tasks/act/receive/", {"id": [str(uuid4()) for _number in range(501)]}, 422),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, address: str, said: dict[str, Any], status: int) -> None:
    assert signed_in(cast.cdc).post(address, said).status_code == status


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_it_never_leads_to_another_site(task: TaskRow, cast: Cast, target: str) -> None:
    answer = signed_in(cast.cdc).post("/tasks/act/receive/", {"id": str(task.id), "next": target})
    assert answer.url == "/tasks/"
    menu = signed_in(cast.cdc).get(f"/tasks/{task.id}/acts/", {"next": target}, headers={"HX-Request": "true"})
    assert target not in menu.content.decode()


def test_a_reader_without_the_right_is_told_so(task: TaskRow, cast: Cast) -> None:
    inspector = factories.post(duty="inspector", office=cast.cdc.office)
    client = signed_in(inspector)
    said = told(client, client.post("/tasks/act/receive/", {"id": str(task.id)}))
    assert "may not" in said
    assert not HandlingRow.objects.exists()


def test_the_form_names_the_tasks_it_is_about(say: Say, cast: Cast) -> None:
    tasks = [open_case(say)["case.full_investigation"] for _number in range(7)]
    page = signed_in(cast.cdc).get("/tasks/act/return/", {"id": [str(task.id) for task in tasks]})
    assert "and 2 more" in words(page)


def test_the_dots_of_a_row_list_everything_the_reader_may_do(task: TaskRow, cast: Cast) -> None:
    holder = signed_in(cast.cdc).get(f"/tasks/{task.id}/acts/?next=/mine/", headers={"HX-Request": "true"})
    assert "Offer to another office…" in words(holder)
    assert "Excuse…" not in words(holder)
    assert "next=%2Fmine%2F" in holder.content.decode()
    head = words(signed_in(cast.headquarters).get(f"/tasks/{task.id}/acts/", headers={"HX-Request": "true"}))
    assert "Excuse…" in head
    assert "Offer to another office…" not in head


def test_without_script_the_dots_lead_to_the_tasks_page(task: TaskRow, cast: Cast) -> None:
    client = signed_in(cast.cdc)
    assert client.get(f"/tasks/{task.id}/acts/").url == f"/tasks/{task.id}/"
    assert client.get(f"/tasks/{uuid4()}/acts/").status_code == 404
    page = words(client.get(f"/tasks/{task.id}/"))
    assert "Offer to another office…" in page

"""The board as people see it."""

from __future__ import annotations

import pytest

from fangxian.response.ledger.actions import excuse_tasks, offer_tasks, receive_tasks, split_task
from fangxian.response.ledger.models import TaskRow
from tests.ledger.offices import Cast, Say, open_case
from tests.ledger.pages import signed_in, words


def test_it_shows_what_the_office_owes_and_what_can_be_done(task: TaskRow, cast: Cast) -> None:
    page = signed_in(cast.cdc).get("/tasks/")
    text = words(page)
    assert page.status_code == 200
    assert "not received" in text
    assert f'value="{task.id}"' in page.content.decode()
    assert "Receive" in text
    assert "Excuse" not in text, "an officer may not"


def test_each_filter_narrows_and_keeps_its_choice(say: Say, cast: Cast) -> None:
    tasks = open_case(say)
    critical = {row.clause for row in tasks.values() if row.severity == "critical"}
    client = signed_in(cast.cdc)
    for query, wanted in (
        ({"whose": "area", "clause": "case.to_hospital"}, {"case.to_hospital"}),
        ({"whose": "area", "severity": "critical"}, critical),
        ({"whose": "area", "office": str(cast.city.office_id)}, {"case.source_hypothesis"}),
        ({"whose": "area", "status": "discharged"}, set()),
        ({"whose": "area", "status": "nonsense"}, set(tasks)),
        ({"whose": "nonsense"}, {row.clause for row in tasks.values() if row.office_id == cast.cdc.office_id}),
    ):
        page = client.get("/tasks/", query)
        assert {one.clause_id for one in page.context["page"].tasks} == wanted, query
    chosen = client.get("/tasks/", {"whose": "area", "clause": "case.to_hospital"}).content.decode()
    assert '<option value="case.to_hospital" selected' in chosen


def test_another_offices_tasks_are_one_address_away(task: TaskRow, cast: Cast) -> None:
    page = signed_in(cast.headquarters).get("/tasks/", {"office": cast.cdc.office_id})
    assert str(task.id) in {one.id for one in page.context["page"].tasks}


def test_the_inboxes_are_tabs(task: TaskRow, cast: Cast) -> None:
    split_task(task.id, [cast.street.office_id], note="Ask the neighbours", by=cast.cdc)
    offer_tasks([task.id], to=cast.hospital.office_id, reason="Is with you", by=cast.cdc)
    assert "Ask the neighbours" in words(signed_in(cast.street).get("/tasks/?whose=parts"))
    assert "Accept" in words(signed_in(cast.hospital).get("/tasks/?whose=offered"))
    assert "offered to hospital 510117" in words(signed_in(cast.cdc).get("/tasks/?whose=offered_by"))
    assert "Nothing waits here" in words(signed_in(cast.cdc).get("/tasks/?whose=returned"))


def test_excused_tasks_stand_on_a_list_of_their_own_with_the_signature(task: TaskRow, cast: Cast) -> None:
    excuse_tasks([task.id], reason="Died on arrival", by=cast.headquarters)
    page = signed_in(cast.headquarters).get("/tasks/?whose=area&status=excused").content.decode()
    assert "Died on arrival" in page
    assert "diao" in page


def test_a_late_task_says_who_has_heard(say: Say, cast: Cast) -> None:
    open_case(say, 200)
    assert "▲ 郫都区指挥部" in words(signed_in(cast.cdc).get("/tasks/?status=overdue"))


def test_a_colleague_is_named(task: TaskRow, cast: Cast) -> None:
    receive_tasks([task.id], assignee=cast.cdc, by=cast.cdc)
    assert "duty_officer · cao" in words(signed_in(cast.cdc).get("/tasks/"))


def test_an_inspector_sees_and_touches_nothing(task: TaskRow, cast: Cast) -> None:
    from tests import factories

    inspector = factories.post(duty="inspector", office=cast.cdc.office)
    page = signed_in(inspector).get("/tasks/").content.decode()
    assert str(task.id) in page
    assert 'type="checkbox"' not in page
    assert "/tasks/act/" not in page


def test_nobody_sees_another_area(task: TaskRow, cast: Cast) -> None:
    client = signed_in(cast.elsewhere)
    assert client.get("/tasks/?whose=area").context["page"].tasks == []
    assert client.get(f"/tasks/{task.id}/").status_code == 404
    assert client.get("/tasks/", {"whose": "area", "area": "510117"}).context["page"].tasks == []


@pytest.mark.parametrize("address", ["/tasks/", "/mine/", "/tasks/load/", "/notices/"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_opens_in_both_languages(task: TaskRow, cast: Cast, address: str, language: str) -> None:
    assert signed_in(cast.cdc, language).get(address).status_code == 200


def test_the_load_page_counts(task: TaskRow, cast: Cast) -> None:
    page = signed_in(cast.headquarters).get("/tasks/load/")
    text = words(page)
    assert "cdc 510117" in text
    assert page.context["totals"]["owed"] == sum(one["load"].owed for one in page.context["rows"]) > 0

"""Tasks as JSON: the board, one task, every command, and refusals with a code."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import HandlingRow, TaskRow
from tests import factories
from tests.ledger.offices import Cast, Say, open_case


class Caller:
    """Somebody who speaks JSON."""

    def __init__(self, post: Any) -> None:
        self.client = Client(headers={"accept-language": "en"})
        self.client.force_login(post.holder)

    def get(self, path: str, **asked: Any) -> Any:
        return self.client.get(f"/api/v1/tasks{path}", asked)

    def post(self, path: str, **said: Any) -> Any:
        return self.client.post(f"/api/v1/tasks{path}", said, content_type="application/json")


@pytest.fixture
def cdc(cast: Cast) -> Caller:
    return Caller(cast.cdc)


def test_the_list_shows_the_area_of_the_post(task: TaskRow, cast: Cast) -> None:
    body = Caller(cast.village).get("").json()
    assert str(task.id) in {one["id"] for one in body["tasks"]}
    assert Caller(cast.elsewhere).get("").json()["tasks"] == []


def test_the_list_narrows_to_office_status_and_clause(say: Say, cast: Cast, cdc: Caller) -> None:
    tasks = open_case(say)
    ours = {str(row.id) for row in tasks.values() if row.office_id == cast.cdc.office_id}
    assert {one["id"] for one in cdc.get("", whose="office").json()["tasks"]} == ours
    (one,) = cdc.get("", clause="case.to_hospital").json()["tasks"]
    assert (one["office_name"], one["handling"], one["parent"]) == ("郫都区指挥部", None, None)
    assert cdc.get("", status="discharged").json()["tasks"] == []
    refused = cdc.get("", status="finished")
    assert (refused.status_code, refused.json()["code"]) == (422, "request.invalid")


def test_one_task_comes_with_its_ladder_and_its_tree(task: TaskRow, cast: Cast, cdc: Caller) -> None:
    parts = cdc.post(f"/{task.id}/split", offices=[cast.street.office_id], note="Ask the family").json()
    body = cdc.get(f"/{task.id}").json()
    assert [one["id"] for one in body["tree"]] == [str(task.id), *parts]
    assert body["tree"][1]["note"] == "Ask the family"
    assert body["handling"]["parts"] == 1
    assert [rung["to"] for rung in body["ladder"]] == ["owner", "supervisor", "level_above", "inspection"]


def test_a_part_is_read_by_the_office_that_got_it(task: TaskRow, cast: Cast, cdc: Caller) -> None:
    (part,) = cdc.post(f"/{task.id}/split", offices=[cast.street.office_id]).json()
    street = Caller(cast.street)
    assert [one["id"] for one in street.get("", whose="parts").json()["tasks"]] == [part]
    assert street.get(f"/{part}").json()["parent"] == str(task.id)
    assert street.post("/finish", tasks=[part], note="Done").json()["done"] == [part]
    assert street.get("", whose="parts").json()["tasks"] == []


def test_hand_over_by_offer_and_acceptance(task: TaskRow, cast: Cast, cdc: Caller) -> None:
    hospital, id_ = Caller(cast.hospital), str(task.id)
    assert cdc.post("/receive", tasks=[id_]).json() == {"done": [id_], "already": [], "refused": []}
    offered = cdc.post("/offer", tasks=[id_], to=cast.hospital.office_id, reason="Is with you")
    assert offered.json()["done"] == [id_]
    (inbox,) = hospital.get("", whose="offered").json()["tasks"]
    assert (inbox["id"], inbox["handling"]["offered"]["reason"]) == (id_, "Is with you")
    assert hospital.post("/accept", tasks=[id_]).json()["done"] == [id_]
    assert hospital.get(f"/{id_}").json()["office"] == cast.hospital.office_id
    assert hospital.post("/return", tasks=[id_], reason="No").json()["done"] == [id_]
    assert cdc.get(f"/{id_}").json()["handling"]["returned"]["reason"] == "No"


def test_declining_excusing_and_taking_back(task: TaskRow, cast: Cast, cdc: Caller) -> None:
    hospital, head, id_ = Caller(cast.hospital), Caller(cast.headquarters), str(task.id)
    cdc.post("/offer", tasks=[id_], to=cast.hospital.office_id)
    assert hospital.post("/decline", tasks=[id_], reason="Full").json()["done"] == [id_]
    cdc.post("/offer", tasks=[id_], to=cast.hospital.office_id)
    assert cdc.post("/take-back", tasks=[id_], act="offer").json()["done"] == [id_]
    assert head.post("/excuse", tasks=[id_], reason="Abroad").json()["done"] == [id_]
    body = head.get(f"/{id_}").json()
    assert (body["status"], body["handling"]["excused"]["reason"]) == ("excused", "Abroad")
    assert head.post("/take-back", tasks=[id_], act="excuse", reason="Is back").json()["done"] == [id_]
    assert head.get(f"/{id_}").json()["status"] != "excused"


def test_a_command_on_one_task_is_refused_with_code_and_remedy(task: TaskRow, cast: Cast) -> None:
    answer = Caller(cast.hospital).post("/receive", tasks=[str(task.id)])
    body = answer.json()
    assert (answer.status_code, body["code"]) == (403, "task.not_held")
    assert body["message"] == "This task lies with cdc 510117."
    assert body["remedy"]


@pytest.mark.parametrize(
    ("path", "said", "status", "code"),
    [
        ("/receive", {}, 404, "task.unknown"),
        ("/return", {"reason": ""}, 422, "value.missing"),
        ("/offer", {"to": 999_999}, 422, "office.unknown"),
        ("/accept", {}, 404, "task.unknown"),
        ("/receive", {"assignee": 999_999}, 422, "assignee.unknown"),
        ("/receive", {"tasks": []}, 422, "request.invalid"),
        ("/receive", {"at": "2020-12-08T10:00:00"}, 422, "request.invalid"),
        ("/take-back", {"act": "everything"}, 422, "request.invalid"),
    ],
)
def test_what_makes_no_sense_is_refused(cdc: Caller, path: str, said: dict[str, Any], status: int, code: str) -> None:
    answer = cdc.post(path, **{"tasks": [str(uuid4())], **said})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_command_on_many_says_which_were_refused(say: Say, cast: Cast, cdc: Caller) -> None:
    tasks = open_case(say)
    ours, theirs = tasks["case.full_investigation"].id, tasks["case.to_hospital"].id
    body = cdc.post("/receive", tasks=[str(ours), str(theirs)]).json()
    assert body["done"] == [str(ours)]
    assert [(one["task"], one["code"]) for one in body["refused"]] == [(str(theirs), "task.not_held")]


def test_the_same_request_twice_is_one_fact(task: TaskRow, cdc: Caller) -> None:
    said = {"tasks": [str(task.id)], "request": str(uuid4())}
    assert cdc.post("/receive", **said).json()["done"]
    assert cdc.post("/receive", **said).json()["already"]


def test_the_load_of_offices(task: TaskRow, cast: Cast, cdc: Caller) -> None:
    found = {one["office"]: one for one in cdc.get("/load").json()}
    assert found[cast.cdc.office_id]["unreceived"] >= 1
    assert found[cast.cdc.office_id]["office_name"] == "cdc 510117"


def test_nobody_without_the_right_reads_or_acts(task: TaskRow, cast: Cast) -> None:
    with access.everywhere():
        keeper = factories.post(duty="inspector", office=cast.cdc.office)
    inspector = Caller(keeper)
    assert inspector.get("").status_code == 200
    assert inspector.post("/receive", tasks=[str(task.id)]).json()["code"] == "post.right"
    assert Client().get("/api/v1/tasks").status_code == 401
    assert not HandlingRow.objects.exists()

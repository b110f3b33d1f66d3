"""The same over JSON: sent, answered, passed on, and files."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from fangxian.response.coinvestigation.models import Listed
from fangxian.response.jurisdiction import access
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, TIANJIN
from tests.factories import PIDU


def call(client, path, body=None):
    """Answer of an operation: status and content."""
    where = f"/api/v1/sheets{path}"
    answer = (
        client.get(where) if body is None else client.post(where, json.dumps(body), content_type="application/json")
    )
    return answer.status_code, answer.json()


def test_sent_listed_taken_over_settled(world):
    contact, request = world.contact(), str(uuid4())
    body = {"id": request, "contacts": [str(contact.id)], "signer": "Li Hua"}
    status, sheets = call(world.client(PIDU), "", body)
    assert (status, len(sheets), sheets[0]["to_area"], sheets[0]["by_file"]) == (201, 1, CHENGHUA, False)
    assert call(world.client(PIDU), "", body)[1][0]["id"] == sheets[0]["id"]
    assert [one["number"] for one in call(world.client(CHENGHUA), "?way=in")[1]["items"]] == [sheets[0]["number"]]
    assert call(world.client(JINJIANG), "")[1]["items"] == []
    assert call(world.client(JINJIANG), f"/{sheets[0]['id']}")[0] == 404
    people = [sheets[0]["people"][0]["id"]]
    steps = f"/{sheets[0]['id']}/steps"
    status, sheet = call(world.client(CHENGHUA), steps, {"what": "accept", "people": people, "name": "Wang"})
    assert (status, sheet["people"][0]["responsible"]) == (200, f"CDC {CHENGHUA}")
    said = {"what": "settle", "people": people, "name": "Wang", "outcome": "controlled"}
    assert call(world.client(CHENGHUA), steps, said)[1]["ended_at"] is not None


def test_passed_on(world):
    listed = world.one()
    path = f"/{listed.sheet_id}"
    call(world.client(CHENGHUA), f"{path}/steps", {"what": "accept", "people": [str(listed.id)], "name": "Wang"})
    status, sheets = call(world.client(CHENGHUA), f"{path}/forwards", {"people": [str(listed.id)], "to": JINJIANG})
    assert (status, sheets[0]["to_area"]) == (201, JINJIANG)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"what": "return"}, 422, "value.missing"),
        ({"what": "settle", "outcome": "deceased", "name": "Wang"}, 422, "value.missing"),
        ({"what": "accept", "name": ""}, 422, "value.missing"),
        ({"what": "again"}, 403, "sheet.other_side"),
    ],
)
def test_refusals_say_why(world, body, status, code):
    listed = world.one()
    found = call(world.client(CHENGHUA), f"/{listed.sheet_id}/steps", body | {"people": [str(listed.id)]})
    assert (found[0], found[1]["code"]) == (status, code)


def test_somebody_of_another_sheet_is_refused(world):
    one, other = world.one(), world.one()
    body = {"what": "accept", "people": [str(other.id)], "name": "Wang"}
    status, answer = call(world.client(CHENGHUA), f"/{one.sheet_id}/steps", body)
    assert (status, answer["code"]) == (422, "sheet.person_unknown")


def test_contacts_outside_the_area_are_not_there(world):
    status, answer = call(world.client(JINJIANG), "", {"contacts": [str(world.contact().id)]})
    assert (status, answer["code"]) == (422, "contact.unknown")


def test_a_file_is_signed_and_a_changed_one_refused(world, named):
    (sheet,) = world.send(named)
    status, document = call(world.client(PIDU), f"/{sheet.id}/file?purpose=co-investigation")
    assert (status, document["content"]["people"][0]["identity"]["name"]) == (200, "王小明")
    document["content"]["number"] = "changed"
    status, answer = call(world.client(PIDU), "/answers", {"document": document})
    assert (status, answer["code"]) == (422, "sheet.signature")
    body = {"document": document, "incident": str(world.incident.id)}
    assert call(world.client(PIDU), "/incoming", body)[1]["code"] == "sheet.signature"


def test_an_answer_leaves_out_who_has_not_been_answered_for(world):
    listed = world.one(TIANJIN)
    status, document = call(world.client(PIDU), f"/{listed.sheet_id}/answer")
    assert (status, document["content"]["answers"]) == (200, [])
    with access.everywhere():
        assert Listed.objects.get().ended_at is None

"""The JSON of casework: cases, relationships, contacts, imports."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from fangxian.response.casework.actions import report_case
from fangxian.response.casework.models import Case, Contact, LineListImport, Relationship
from tests import factories
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("tracer")
AT = "2020-12-08T10:00:00+08:00"


@pytest.fixture
def case(outbreak):
    return report_case(outbreak, number="PD-1", classification="suspect", at=NOON - timedelta(hours=3), area=PIDU)


def new(outbreak, **said):
    return {
        "incident": str(outbreak.id), "number": "PD-9", "classification": "confirmed", "at": AT, "area": PIDU,
    } | said  # fmt: skip


def post(client, path, body):
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def test_cases_are_listed_a_page_at_a_time(client, outbreak):
    for n in range(3):
        factories.case(outbreak, number=f"PD-{n}", classified_at=NOON - timedelta(hours=n))
    factories.case(outbreak, number="CH-1", area="510108")
    first = client.get("/api/v1/cases?limit=2").json()
    assert [one["number"] for one in first["items"]] == ["PD-0", "PD-1"]
    second = client.get("/api/v1/cases", {"limit": 2, "after": first["after"]}).json()
    assert [one["number"] for one in second["items"]] == ["PD-2"]
    assert second["after"] == ""
    assert client.get("/api/v1/cases?classification=suspect").json()["items"] == []


def test_one_case_comes_with_its_history(client, case):
    body = client.get(f"/api/v1/cases/{case.id}").json()
    assert (body["number"], body["person"]["label"]) == ("PD-1", "PD-1")
    assert [line["classification"] for line in body["history"]] == ["suspect"]


def test_a_case_is_reported_once_however_often_it_is_sent(client, outbreak):
    body = new(outbreak, id=str(uuid4()), sex="F", age=69)
    answers = [post(client, "/cases", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["id"] == answers[1].json()["id"] == body["id"]
    assert Case.objects.count() == 1


def test_a_contact_is_reported_as_a_case_by_its_person(client, outbreak):
    contact = factories.contact(outbreak)
    assert post(client, "/cases", new(outbreak, person=str(contact.person_id))).status_code == 201
    assert Case.objects.get().person_id == contact.person_id


def test_the_classification_is_changed(client, case):
    body = post(client, f"/cases/{case.id}/classification", {"classification": "confirmed", "at": AT}).json()
    assert [line["classification"] for line in body["history"]] == ["suspect", "confirmed"]


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"classification": "excluded"}, 422, "request.invalid"),
        ({"at": "2020-12-08T10:00:00"}, 422, "request.invalid"),
        ({"at": "2020-12-09T10:00:00+08:00"}, 422, "time.future"),
        ({"route": "rumour"}, 422, "value.unknown"),
        ({"number": "PD-1"}, 409, "case.number_taken"),
        ({"area": "510108"}, 403, "post.right"),
        ({"incident": str(uuid4())}, 404, "incident.unknown"),
        ({"person": str(uuid4())}, 404, "person.unknown"),
    ],
)
def test_a_refusal_has_a_status_and_a_code(client, outbreak, case, change, status, code):
    answer = post(client, "/cases", new(outbreak, **change))
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_step_that_the_rulebook_does_not_know_conflicts(client, case):
    answer = post(client, f"/cases/{case.id}/classification", {"classification": "asymptomatic", "at": AT})
    assert (answer.status_code, answer.json()["code"]) == (409, "case.transition")


def test_nobody_and_whoever_has_no_right_are_refused(client, case):
    client.logout()
    assert client.get("/api/v1/cases").status_code == 401
    client.force_login(factories.post(PIDU, "administrator").holder)
    assert client.get("/api/v1/cases").status_code == 403
    client.force_login(factories.post("510108").holder)
    assert client.get(f"/api/v1/cases/{case.id}").status_code == 404


def test_an_exposure_is_recorded_listed_and_voided(client, outbreak, case):
    person = factories.person()
    said = {
        "incident": str(outbreak.id), "source": str(case.person_id), "person": str(person.id),
        "last_exposure": "2020-12-06T20:00:00+08:00",
    }  # fmt: skip
    made = post(client, "/relationships", said)
    assert made.status_code == 201
    (listed,) = client.get(f"/api/v1/cases/{case.id}/relationships").json()
    assert listed == made.json()
    voided = post(client, f"/relationships/{listed['id']}/void", {"reason": "查无接触"}).json()
    assert voided["voided_at"] is not None
    assert Relationship.objects.get().voided_at is not None
    assert post(client, "/relationships", said | {"last_exposure": None}).json()["code"] == "relationship.last_exposure"


def test_contacts_are_listed_and_their_quarantine_recorded(client, outbreak):
    held = factories.contact(outbreak)
    (one,) = client.get("/api/v1/contacts?state=waiting").json()["items"]
    assert (one["id"], one["state"]) == (str(held.id), "waiting")
    assert post(client, f"/contacts/{held.id}/quarantine", {"at": AT}).json()["state"] == "active"
    assert post(client, f"/contacts/{held.id}/release", {"at": AT}).json()["state"] == "ended"
    assert Contact.objects.get().ended_at is not None


def test_a_line_list_is_imported_and_every_row_accounted_for(client, outbreak):
    def send(**more):
        file = SimpleUploadedFile(
            "list.csv", b"case_id,classification,confirm_date,age\nA1,confirmed,2020-12-07,old\n,,,1\n"
        )
        return client.post("/api/v1/imports", {"file": file, "incident": str(outbreak.id), **more})

    trial = send(dry_run="true").json()
    assert (trial["created"], trial["rejected"], trial["id"]) == (1, 1, None)
    assert not LineListImport.objects.exists()
    body = send().json()
    assert (body["rows"], body["created"], body["rejected"]) == (2, 1, 1)
    assert [(row["row"], row["field"], row["code"]) for row in body["review"]] == [
        (2, "age", "value.age"), (3, "number", "row.missing"),
    ]  # fmt: skip
    assert send().json()["unchanged"] == 1
    assert send(mapping="nobody").status_code == 404


def test_every_operation_declares_its_refusals(client):
    paths = client.get("/api/openapi.json").json()["paths"]
    for path, operations in paths.items():
        if not path.startswith(("/api/v1/cases", "/api/v1/contacts", "/api/v1/relationships", "/api/v1/imports")):
            continue
        for operation in operations.values():
            assert {"400", "401", "403", "404", "409", "422", "429"} <= {
                str(status) for status in operation["responses"]
            }

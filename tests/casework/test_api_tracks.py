"""The JSON of trajectories, follow-up and quick entry."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.response.casework.actions import record_relationship
from fangxian.response.casework.models import Contact, FollowUp, Visit
from tests import factories
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("tracer")
DAY = timedelta(days=1)


@pytest.fixture
def outbreak(everywhere):
    factories.workspace()
    return factories.incident("pidu", pack="covid19-cn-8")


@pytest.fixture
def case(outbreak):
    return factories.case(outbreak)


@pytest.fixture
def contact(outbreak, case):
    record_relationship(
        outbreak, source=case.person, person=factories.person(), last_exposure=NOON - 2 * DAY, at=NOON - 2 * DAY
    )
    return Contact.objects.get()


def post(client, path, body):
    return client.post(f"/api/v1{path}", body, content_type="application/json")


def visit(**said):
    return {"place": "Mall", "place_area": PIDU, "category": "shop", "began_at": "2020-12-08T10:00:00+08:00", **said}


def test_a_visit_is_recorded_once_corrected_and_voided(client, case):
    body = visit(id=str(uuid4()))
    answers = [post(client, f"/cases/{case.id}/visits", body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json()["exposes"] is True
    assert Visit.objects.count() == 1
    id_ = body["id"]
    amended = post(client, f"/visits/{id_}/amend", visit(place="Clinic", category="medical"))
    assert amended.json()["place_name"] == "Clinic"
    assert [one["place_name"] for one in client.get(f"/api/v1/cases/{case.id}/visits").json()] == ["Clinic"]
    assert post(client, f"/visits/{id_}/void", {"reason": "mistaken"}).json()["voided_at"] is not None
    assert client.get(f"/api/v1/cases/{case.id}/visits").json() == []


def test_a_visit_that_cannot_be_right_is_refused(client, case):
    answer = post(client, f"/cases/{case.id}/visits", visit(ended_at="2020-12-08T09:00:00+08:00"))
    assert (answer.status_code, answer.json()["code"]) == (422, "visit.order")


def test_follow_ups_are_recorded_and_listed(client, contact):
    body = [{"contact": str(contact.id), "outcome": "seen_ill", "symptoms": ["fever"], "temperature": 38.44}]
    assert post(client, "/follow-ups", body).status_code == 201
    assert str(FollowUp.objects.get().temperature) == "38.4"
    (line,) = client.get("/api/v1/follow-ups").json()["items"]
    assert (line["number"], [one["outcome"] for one in line["days"]]) == (contact.number, ["seen_ill"])
    assert (line["course"]["quarantine_ends"], line["course"]["follow_up_ends"]) == ("2020-12-20", "2020-12-27")


def test_an_unknown_contact_is_refused(client):
    assert post(client, "/follow-ups", [{"contact": str(uuid4()), "outcome": "missed"}]).status_code == 404


def test_the_course_names_its_clauses(client, contact):
    stages = client.get(f"/api/v1/contacts/{contact.id}/course").json()["stages"]
    assert [(one["name"], one["clause"]) for one in stages] == [
        ("central", "contact.release"), ("monitoring", "contact.monitoring_end")
    ]  # fmt: skip


def test_an_early_end_needs_a_signer(client, contact):
    path = f"/contacts/{contact.id}/end-follow-up"
    assert post(client, path, {}).json()["code"] == "follow_up.early"
    assert post(client, path, {"signer": "Li, director", "reason": "cleared"}).status_code == 204


def test_an_early_release_needs_a_signer(client, contact):
    path, body = f"/contacts/{contact.id}/release", {"at": "2020-12-08T12:00:00+08:00"}
    assert post(client, path, body).json()["code"] == "quarantine.early"
    assert post(client, path, body | {"signer": "Li, director", "reason": "cleared"}).json()["state"] == "ended"


def test_many_contacts_are_named_at_once(client, case):
    people = [{"area": PIDU, "last_exposure": "2020-12-07T10:00:00+08:00", "name": f"某{n}"} for n in range(3)]
    body = {"id": str(uuid4()), "contacts": people}
    for _ in range(2):
        assert len(post(client, f"/cases/{case.id}/contacts", body).json()["relationships"]) == 3
    assert Contact.objects.count() == 3


@pytest.mark.parametrize("path", ["/cases/{}/visits", "/contacts/{}/course"])
def test_what_lies_outside_is_not_there(client, outbreak, path):
    other = factories.contact(outbreak, area="510108")
    assert client.get(f"/api/v1{path.format(other.id)}").status_code == 404

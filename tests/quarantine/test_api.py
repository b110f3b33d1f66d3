"""``/api/v1/sites`` and ``/api/v1/stays``."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from fangxian.response.quarantine.models import Stay
from tests import factories
from tests.quarantine.conftest import EXPOSED, pass_tests, put, room
from tests.quarantine.test_release import DAY


@pytest.fixture
def officer(outbreak) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(duty="duty_officer").holder)
    return client


def send(client: Client, path: str, body: dict[str, object]):
    return client.post(f"/api/v1/{path}", body, "application/json")


def test_sites_with_their_free_rooms_and_guests(officer, site, exposed):
    (stay,) = put(site, exposed())
    (found,) = officer.get("/api/v1/sites").json()
    assert (found["name"], found["free"], found["inside"]) == ("郫筒酒店", {"single": 5, "family": 1}, 1)
    (guest,) = officer.get(f"/api/v1/sites/{site.id}/guests").json()
    assert (guest["stay"], guest["room"], guest["day"], guest["last_day"]) == (str(stay.id), "101", 1, "2020-12-21")


def test_admission_is_idempotent_and_a_second_bed_a_conflict(officer, site, exposed):
    contact = exposed()
    body = {"id": str(uuid4()), "room": str(room(site).id), "members": [{"contact": str(contact.id)}]}
    first = send(officer, f"sites/{site.id}/stays", body)
    assert first.status_code == 201
    assert send(officer, f"sites/{site.id}/stays", body).json() == first.json()
    again = send(officer, f"sites/{site.id}/stays", body | {"id": str(uuid4()), "room": str(room(site, "102").id)})
    assert (again.status_code, again.json()["code"]) == (409, "stay.has_bed")


def test_a_round_of_checks_is_all_or_none(officer, site, exposed):
    (stay,) = put(site, exposed())
    checks = [{"stay": str(stay.id), "outcome": "seen_well", "temperature": "36.6"}]
    assert send(officer, f"sites/{site.id}/checks", {"checks": checks}).json() == {"recorded": 1}
    unknown = [*checks, {"stay": str(uuid4()), "outcome": "missed"}]
    assert send(officer, f"sites/{site.id}/checks", {"checks": unknown}).status_code == 404


def test_release_says_why_not_and_then_lets_go(officer, site, exposed):
    (stay,) = put(site, exposed())
    verdict = officer.get(f"/api/v1/stays/{stay.id}/release").json()
    assert verdict["met"] is False
    assert {check["truth"] for check in verdict["checks"]} >= {False}
    refused = send(officer, f"stays/{stay.id}/release", {"signer": "张三"})
    assert (refused.status_code, refused.json()["code"]) == (409, "stay.conditions")
    pass_tests(stay, EXPOSED + 14 * DAY)
    done = send(officer, f"stays/{stay.id}/release", {"signer": "张三"})
    assert "解隔" in done.json()["certificate"]
    assert Stay.objects.get().left_to == "released"

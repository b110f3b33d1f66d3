"""``/api/v1/transfers``, rides, vehicles and plans."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from fangxian.response.transfer.actions import compute_plan
from fangxian.response.transfer.models import Plan, Vehicle
from tests import factories
from tests.quarantine.conftest import make_site
from tests.transfer.conftest import ask, make_vehicle


@pytest.fixture
def officer(outbreak) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(duty="duty_officer").holder)
    return client


def send(client: Client, path: str, body: dict[str, object]):
    return client.post(f"/api/v1/{path}", body, "application/json")


def test_a_transfer_is_asked_for_once_and_carried_step_by_step(officer, outbreak, site, exposed):
    contact, van = exposed(), make_vehicle("川A00001")
    body = {"id": str(uuid4()), "incident": str(outbreak.id), "members": [{"contact": str(contact.id)}]}
    first = send(officer, "transfers", body)
    assert first.status_code == 201
    assert send(officer, "transfers", body).json() == first.json()
    people = first.json()
    (shown,) = officer.get("/api/v1/transfers").json()
    assert (shown["state"], shown["custody"], shown["due_at"]) == ("requested", "origin", "2020-12-08T16:00:00Z")
    ride = send(officer, "rides", people | {"vehicle": str(van.id), "site": str(site.id)}).json()
    assert send(officer, "transfers/steps/give", people | {"words": "张网格员"}).status_code == 200
    assert send(officer, f"rides/{ride['id']}/board", people).json()["state"] == "underway"
    assert send(officer, "transfers/steps/door", people).status_code == 200
    assert officer.get(f"/api/v1/transfers/{people['transfers'][0]}").json()["custody"] == "vehicle"
    refused = send(officer, "transfers/steps/deliver", people | {"words": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "transfer.bed")
    assert send(officer, "transfers/steps/cancel", people | {"words": "x"}).json()["code"] == "transfer.state"
    assert officer.get("/api/v1/vehicles").json()[0]["aboard"] == 1


def test_a_soiled_vehicle_is_disinfected_by_program(officer, outbreak):
    van = make_vehicle("川A00001")
    Vehicle.objects.filter(id=van.id).update(state="soiled")
    assert send(officer, f"vehicles/{van.id}/disinfections", {"agent": "含氯"}).json()["state"] == "ready"


def test_a_plan_is_asked_for_and_signed(officer, outbreak, exposed, monkeypatch):
    monkeypatch.setattr("fangxian.response.transfer.jobs.hand_over", lambda plan: None)
    make_site(outbreak, "东酒店", lon=103.95, lat=30.8)
    make_vehicle("川A00001")
    ask(exposed())
    asked = send(officer, "transfer-plans", {"incident": str(outbreak.id)})
    assert asked.status_code == 202
    compute_plan(Plan.objects.get())
    found = officer.get(f"/api/v1/transfer-plans/{asked.json()['id']}").json()
    assert (found["state"], found["rides"], found["left"]) == ("proposed", 1, {})
    rides = send(officer, f"transfer-plans/{found['id']}/signature", {"signer": "李指挥长"}).json()
    assert [one["vehicle"] for one in rides] == ["川A00001"]

"""``/api/v1/zones/draw``, ``…/propose``, ``…/criteria`` and ``…/needs``."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from fangxian.response.containment.models import Need, Proposal
from tests import factories
from tests.factories import PIDU, PITONG


@pytest.fixture
def tracer(db) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    return client


def send(client: Client, path: str, body: dict[str, object]):
    return client.post(f"/api/v1/{path}", body, "application/json")


def test_a_drawing_gives_the_units_and_every_other_size_and_can_be_proposed_once(ninth, live_in, tracer):
    live_in(ninth, "阳光苑 1栋 1单元")
    body = {"incident": "ninth", "area": PITONG, "kind": "high"}
    found = send(tracer, "zones/draw", body).json()
    assert [(one["name"], one["people"], one["cases"]) for one in found["zones"]] == [("阳光苑 1栋", 76, 1)]
    assert {one["level"]: one["people"] for one in found["alternatives"]}["compound"] == 166
    more = {
        "id": str(uuid4()), "name": "阳光苑1栋", "unit": "building", "reason": "病例居住地",
        "triggered_at": "2020-12-08T10:00:00+08:00",
    }  # fmt: skip
    assert send(tracer, "zones/propose", body | more).status_code == 200
    assert send(tracer, "zones/propose", body | more).status_code == 200
    assert Proposal.objects.get().people == 76


def test_an_unknown_kind_and_an_area_of_others_are_refused(ninth, tracer):
    body = {"incident": "ninth", "area": PITONG, "kind": "sealed"}
    refused = send(tracer, "zones/draw", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "zone.kind")
    assert send(tracer, "zones/draw", body | {"area": "510108", "kind": "high"}).status_code == 403


def test_conditions_and_needs_of_a_zone(draw, tracer):
    zone = draw()
    found = tracer.get(f"/api/v1/zones/{zone.id}/criteria").json()
    assert [(one["figure"], one["holds"]) for one in found["conditions"]] == [("days_without_new_infection", False)]
    body = {"id": str(uuid4()), "category": "dialysis", "where": "3栋 501"}
    made = send(tracer, f"zones/{zone.id}/needs", body).json()
    assert send(tracer, f"zones/{zone.id}/needs", body).json() == made
    done = send(tracer, f"needs/{made['id']}/answer", {"answer": "已送透析"}).json()
    assert done["answer"] == "已送透析"
    assert Need.objects.get().answered_at is not None

"""From an exposed place to a zone: proposed by a tracer, signed by headquarters, one story."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.casework.actions import record_visit, report_case
from fangxian.response.containment.models import Zone
from fangxian.response.jurisdiction import access
from fangxian.response.ledger.models import FactRow
from tests import factories
from tests.factories import NOON, PIDU, TAIPING


@pytest.fixture
def place(db):
    factories.workspace()
    factories.areas()
    incident = factories.incident("eighth", pack="covid19-cn-8")
    with access.everywhere():
        case = report_case(incident, number="PD-1", classification="confirmed", at=NOON - timedelta(hours=2), area=PIDU)
        visit = record_visit(
            incident, person=case.person, began_at=NOON - timedelta(days=1), ended_at=NOON - timedelta(hours=22),
            place="太平村小卖部", place_area=TAIPING, category="shop",
        )  # fmt: skip
    return visit.place


def facts(kind: str) -> list[FactRow]:
    with access.everywhere():
        return list(FactRow.objects.filter(kind=kind))


def test_a_tracer_proposes_and_a_director_signs_the_same_zone(client, place):
    tracer = factories.post(PIDU, "epidemiologist")
    client.force_login(tracer.holder)
    page = client.get(f"/places/{place.id}/").content.decode()
    assert f"/places/{place.id}/zone/propose/" in page
    sent = {
        "kind": "sealed", "unit": "village", "area": TAIPING, "reason": "太平村全村",
        "triggered_at": "2020-12-08T10:00",
    }  # fmt: skip
    assert client.post(f"/places/{place.id}/zone/propose/", sent).status_code == 302
    (proposal,) = facts("zone.proposed")
    assert proposal.attributes["reason"] == "太平村全村"
    assert client.get(f"/places/{place.id}/zone/sign/").status_code == 403

    client.force_login(factories.post(PIDU, "director").holder)
    assert f"/places/{place.id}/zone/sign/" in client.get(f"/places/{place.id}/").content.decode()
    form = client.get(f"/places/{place.id}/zone/sign/").context["form"]
    assert form.initial["kind"] == "sealed"
    sent = {
        "name": "太平村", "kind": "sealed", "unit": "village", "area": TAIPING, "effective_from": "2020-12-08T12:00",
        "signed_by": "指挥长",
    }  # fmt: skip
    assert "without_opinion" in client.post(f"/places/{place.id}/zone/sign/", sent).context["form"].errors
    sent["without_opinion"] = "专家已电话同意"
    assert client.post(f"/places/{place.id}/zone/sign/", sent).status_code == 302
    with access.everywhere():
        assert Zone.objects.get().subject == proposal.subject
    assert facts("zone.signed")[0].attributes["signer"] == "指挥长"


def test_a_kind_that_cannot_be_drawn_so_comes_back_with_its_field(client, place):
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    sent = {"kind": "prevention", "unit": "village", "area": TAIPING, "reason": "x", "triggered_at": "2020-12-08T10:00"}
    response = client.post(f"/places/{place.id}/zone/propose/", sent)
    assert "unit" in response.context["form"].errors
    assert facts("zone.proposed") == []


def test_a_place_that_nobody_exposed_has_no_zone(client, place):
    from fangxian.response.registry.models import Place

    with access.everywhere():
        other = Place.objects.create(name="别处", category="shop", area=TAIPING, created_at=NOON)
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    assert client.get(f"/places/{other.id}/zone/propose/").status_code == 404

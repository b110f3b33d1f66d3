"""The pages of zones, walked as people walk them: from the drawing to the signature, to life inside."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.containment.models import Closure, Disinfection, Need, Permit, Proposal, Zone
from fangxian.response.jurisdiction import access
from tests import factories
from tests.factories import NOON, PIDU, PITONG


def sent(client, address, follow=True, **said):
    response = client.post(address, said, follow=follow)
    assert response.status_code == 200, response.context["form"].errors if response.context else response
    return response.content.decode()


@pytest.fixture
def tracer(client):
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    return client


@pytest.fixture
def headquarters(client):
    def sign_in():
        client.force_login(factories.post(PIDU, "director").holder)
        return client

    return sign_in


def test_from_the_drawing_to_the_signature_to_the_notice(ninth, live_in, tracer, headquarters):
    live_in(ninth, "阳光苑 1栋 1单元")
    drawn = {"incident": ninth.id, "area": PITONG, "kind": "high", "way": "computed", "take": ["case"]}
    page = tracer.get("/zones/new/", drawn).content.decode()
    assert "阳光苑 1栋" in page
    assert "76" in page
    more = {"name": "阳光苑1栋", "reason": "病例居住地", "triggered_at": "2020-12-08T10:00"}
    page = sent(tracer, "/zones/new/", **drawn, **more)
    held = Proposal.objects.get()
    assert (held.people, held.unit, held.cases) == (76, "building", 1)
    assert f"/zones/proposals/{held.id}/sign/" not in page
    sent(tracer, f"/zones/proposals/{held.id}/opinion/", expert="张专家", verdict="agree")

    client = headquarters()
    assert held.name in client.get("/zones/").content.decode()
    page = sent(
        client, f"/zones/proposals/{held.id}/sign/", name="阳光苑1栋", effective_from="2020-12-08T12:00",
        signed_by="指挥长", last_case_at="2020-12-08T10:00",
    )  # fmt: skip
    zone = Zone.objects.get()
    assert zone.people == 76
    assert f"/zones/{zone.id}/notice/" in page
    page = sent(client, f"/zones/{zone.id}/notice/", until="2020-12-20T12:00", help_line="12320", signer="指挥长")
    assert "阳光苑 1栋" in page
    assert "12320" in page
    assert "阳光苑1栋" in client.get("/zones/").content.decode()


def test_a_list_that_names_an_unknown_building_comes_back_with_its_field(ninth, tracer):
    said = {"incident": ninth.id, "area": PITONG, "kind": "high", "way": "list", "named": "没有的楼"}
    form = tracer.get("/zones/new/", said).context["form"]
    assert "named" in form.errors


@pytest.mark.parametrize("shape", ["{", '{"coordinates": []}', '{"coordinates": [[[200, 0], [0, 0], [1, 1]]]}'])
def test_a_shape_that_cannot_be_read_comes_back_with_its_field(ninth, tracer, shape):
    said = {"incident": ninth.id, "area": PITONG, "kind": "high", "way": "ring", "ring": shape}
    assert "ring" in tracer.get("/zones/new/", said).context["form"].errors


def test_the_board_shows_the_zones_of_a_past_moment(draw, client, clock_at):
    client.force_login(factories.post(PIDU, "inspector").holder)
    zone = draw()
    clock_at(NOON + timedelta(days=3))
    page = client.get("/zones/", {"at": (NOON + timedelta(days=1)).isoformat()}).content.decode()
    assert zone.name in page
    assert zone.name not in client.get("/zones/", {"at": (NOON - timedelta(days=1)).isoformat()}).content.decode()


def test_a_zone_is_lowered_lifted_and_reviewed_from_its_page(draw, headquarters):
    zone, client = draw(), headquarters()
    page = sent(client, f"/zones/{zone.id}/review/", decision="keep", note="仍需观察")
    assert "仍需观察" in page
    refused = client.post(f"/zones/{zone.id}/lift/", {"at": "2020-12-08T12:00", "signed_by": "指挥部"})
    assert refused.status_code == 422
    page = sent(client, f"/zones/{zone.id}/lift/", at="2020-12-08T12:00", signed_by="指挥部", reason="误判")
    assert Zone.objects.get().lifted_at == NOON
    assert f"/zones/{zone.id}/lift/" not in page


def test_a_grid_worker_records_a_need_and_what_was_done_and_a_permit(draw, client):
    zone = draw()
    client.force_login(factories.post(zone.area, "community_worker").holder)
    page = sent(client, f"/zones/{zone.id}/needs/new/", category="dialysis", where="3栋 501")
    assert "3栋 501" in page
    need = Need.objects.get()
    sent(client, f"/zones/needs/{need.id}/answer/", answer="已送透析")
    page = sent(
        client, f"/zones/{zone.id}/permits/new/", holder="3栋 501", reason="care", destination="区医院",
        signer="网格长", valid_from="2020-12-08T12:00", valid_to="2020-12-08T18:00",
    )  # fmt: skip
    held = Permit.objects.get()
    assert held.code in page
    assert "<svg" in page
    assert client.get("/zones/permits/", {"code": held.code.lower()}).status_code == 302
    sent(client, f"/zones/permits/{held.code}/gate/")
    assert Permit.objects.get().outside
    with access.area("510108"):
        client.force_login(factories.post("510108", "community_worker").holder)
    assert client.get(f"/zones/permits/{held.code}/").status_code == 404


def test_a_place_is_disinfected_closed_and_opened_from_its_pages(ninth, market, client, headquarters):
    client.force_login(factories.post(PIDU, "epidemiologist").holder)
    assert f"/places/{market.id}/disinfection/new/" in client.get(f"/places/{market.id}/").content.decode()
    sent(client, f"/places/{market.id}/disinfection/new/", work="terminal", scope="全部", due_at="2020-12-09T12:00")
    order = Disinfection.objects.get()
    page = f"/disinfection/{order.id}/"
    sent(
        client, f"{page}done/", agent="chlorine", concentration="1000", minutes="60", team="一队", at="2020-12-08T12:00"
    )
    sent(client, f"{page}samples/", stage="after", spots="砧板\n门把手")
    for swab in order.swabs.all():
        sent(client, f"/disinfection/samples/{swab.id}/", result="negative")
    assert "砧板" in sent(client, f"{page}check/", passed="on", checker="CDC")
    headquarters()
    page = sent(
        client, f"/places/{market.id}/close/", until="2020-12-15T12:00", legal_basis="第六十三条", signer="指挥长"
    )
    held = Closure.objects.get()
    assert f"/closures/{held.id}/" in page
    sent(client, f"/closures/{held.id}/", signer="指挥长")
    assert Closure.objects.get().stage == "staff"
    assert market.name in client.get("/disinfection/").content.decode()

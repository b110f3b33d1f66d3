"""The pages of transfers, from asking to the bed, as the planner, the community, the crew and the site see them."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fangxian.response.ledger.models import FactRow
from fangxian.response.quarantine.models import Stay
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.transfer.actions import compute_plan
from fangxian.response.transfer.models import Plan, Ride, Transfer, Vehicle
from tests import factories
from tests.factories import PIDU
from tests.quarantine.conftest import room
from tests.transfer.conftest import ask, carry, make_hospital, make_vehicle, send


def signed_in(duty: str, at: str = PIDU) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(at, duty).holder)
    return client


@pytest.fixture
def officer(outbreak) -> Client:
    """The district's duty officer: may plan, ask and drive."""
    return signed_in("duty_officer")


def text(client: Client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"transfer:{name}", args=args), query)
    assert response.status_code == 200, response.content.decode()[:600]
    return response.content.decode()


def test_an_empty_board_says_what_to_do(officer):
    page = text(officer, "board")
    assert "Nobody waits for a vehicle" in page
    assert "No vehicle yet" in text(officer, "vehicles")


def test_from_the_request_to_the_bed(officer, outbreak, site, exposed):
    said = {"plate": "川a12345", "kind": "van", "seats": 6, "area": PIDU, "request_id": uuid4()}
    officer.post(reverse("transfer:new_vehicle"), said)
    assert Vehicle.objects.get().plate == "川A12345"
    contact = exposed()
    asked = {
        "incident": outbreak.id,
        "numbers": contact.number,
        "origin": "home",
        "pickup": "东门",
        "request_id": uuid4(),
    }
    officer.post(reverse("transfer:new"), asked)
    assert "东门" in text(officer, "board")
    one = Transfer.objects.get()
    address = f"{reverse('transfer:allot')}?transfers={one.id}"
    assert contact.person.label in officer.get(address).content.decode()
    allotted = {
        "vehicle": Vehicle.objects.get().id,
        "site": site.id,
        "leaves_at": "2020-12-08T12:30",
        "request_id": uuid4(),
    }
    ride_page = officer.post(address, allotted).headers["Location"]
    assert "Aboard" in officer.get(ride_page).content.decode()
    ride = Ride.objects.get()
    tap = reverse("transfer:tap", args=[ride.id, "board"])
    refused = officer.post(tap, {"transfers": one.id, "request_id": uuid4()})
    assert "Nobody has given" in refused.content.decode()
    give = f"{reverse('transfer:act', args=['give'])}?transfers={one.id}"
    officer.post(give, {"words": "张网格员", "request_id": uuid4()})
    officer.post(tap, {"transfers": one.id, "request_id": uuid4()})
    officer.post(reverse("transfer:tap", args=[ride.id, "door"]), {"transfers": one.id})
    panel = text(officer, "door", site.id)
    assert "at the door" in panel
    assert f"numbers={contact.number}" in panel
    bed = {"numbers": contact.number, "room": room(site).id, "at": "2020-12-08T12:00", "request_id": uuid4()}
    officer.post(reverse("quarantine:admit", args=[site.id]), bed)
    assert Stay.objects.count() == 1
    assert "taken in by 郫筒酒店" in text(officer, "ride", ride.id)
    assert "to be disinfected" in text(officer, "fleet")
    officer.post(reverse("transfer:clean", args=[Vehicle.objects.get().id]), {"agent": "含氯", "back": "fleet"})
    assert Vehicle.objects.get().state == "ready"


def test_a_crew_sees_its_own_rides_and_reads_addresses_on_record(outbreak, site, exposed):
    post = factories.post(duty="transfer_crew")
    crew = Client(headers={"Accept-Language": "en"})
    crew.force_login(post.holder)
    assert "No vehicle is yours" in text(crew, "crew")
    contact = exposed()
    set_identity(contact.person, IdentityCard(name="王小明", phone="13800001234", address="东街 1 号"))
    ride = send(make_vehicle("川A00007", post=post), site, ask(contact)[0])
    assert "川A00007" in text(crew, "crew")
    page = crew.post(reverse("transfer:who", args=[ride.id])).content.decode()
    assert "东街 1 号" in page
    assert "13800001234" in page
    assert FactRow.objects.filter(kind="identity.read", subject=contact.person.subject).count() == 1
    other = Client(headers={"Accept-Language": "en"})
    other.force_login(factories.post(duty="transfer_crew").holder)
    assert other.post(reverse("transfer:who", args=[ride.id])).status_code == 403


def test_a_crew_refuses_brings_back_and_hands_over(officer, outbreak, site, exposed):
    one, van = ask(exposed())[0], make_vehicle("川A00001")
    ride = send(van, site, one)
    refuse = f"{reverse('transfer:ride_act', args=[ride.id, 'refuse'])}?transfers={one.id}"
    assert officer.post(refuse, {"words": ""}).status_code == 422
    officer.post(refuse, {"words": "not at home", "request_id": uuid4()})
    assert "not carried: not at home" in text(officer, "board")
    ride = carry(van, site, one)
    back = f"{reverse('transfer:ride_act', args=[ride.id, 'back'])}?transfers={one.id}"
    officer.post(back, {"reason": "site full", "taken_by": "张网格员", "request_id": uuid4()})
    assert "not carried: site full" in text(officer, "board")
    case, other = factories.case(outbreak), make_vehicle("川A00002")
    asked = {"incident": outbreak.id, "numbers": case.number, "origin": "home", "hospital": make_hospital().id}
    officer.post(reverse("transfer:new"), asked | {"request_id": uuid4()})
    ill = Transfer.objects.get(tier="case")
    ride = carry(other, None, ill)
    third = make_vehicle("川A00003")
    change = reverse("transfer:ride_act", args=[ride.id, "change"])
    moved = officer.post(change, {"vehicle": third.id, "reason": "puncture", "request_id": uuid4()}).headers["Location"]
    assert "川A00003" in officer.get(moved).content.decode()
    ill.refresh_from_db()
    deliver = f"{reverse('transfer:ride_act', args=[ill.ride_id, 'deliver'])}?transfers={ill.id}"
    officer.post(deliver, {"words": "急诊", "request_id": uuid4()})
    ill.refresh_from_db()
    assert ill.state == "delivered"


def test_a_plan_is_asked_for_looked_at_and_signed(officer, outbreak, exposed, monkeypatch):
    from tests.quarantine.conftest import make_site

    make_site(outbreak, "东酒店", lon=103.95, lat=30.8)
    make_vehicle("川A00001")
    contact = exposed()
    ask(contact)
    monkeypatch.setattr("fangxian.response.transfer.jobs.hand_over", lambda plan: None)
    figures = {"ride_limit_min": 120, "disinfect_min": 30, "stop_min": 5, "km_per_h": 30, "limit_km": 0}
    sent = {"incident": outbreak.id, "request_id": uuid4(), **figures}
    assert officer.post(reverse("transfer:new_plan"), sent | {"km_per_h": 0}).status_code == 422
    page = officer.post(reverse("transfer:new_plan"), sent).headers["Location"]
    assert "Steps computed" in officer.get(page).content.decode()
    plan = Plan.objects.get()
    compute_plan(plan)
    progress = officer.get(reverse("transfer:progress", args=[plan.id]))
    assert progress.headers["HX-Refresh"] == "true"
    shown = officer.get(page).content.decode()
    assert contact.person.label in shown
    assert "东酒店" in shown
    officer.post(reverse("transfer:sign", args=[plan.id]), {"signer": "李指挥长"})
    assert Ride.objects.get().plan == plan
    assert "signed by 李指挥长" in officer.get(page).content.decode()


def test_who_may_only_look_is_offered_nothing(outbreak, site, exposed):
    one = ask(exposed())[0]
    inspector = signed_in("inspector")
    page = text(inspector, "board")
    assert one.person.label in page
    assert "Allot a vehicle" not in page
    assert (
        inspector.post(reverse("transfer:act", args=["cancel"]) + f"?transfers={one.id}", {"words": "x"}).status_code
        == 403
    )
    assert signed_in("laboratorian").get(reverse("transfer:board")).status_code == 403


def test_another_district_sees_those_who_come_to_it_and_no_others(outbreak, site, exposed):
    one = ask(exposed())[0]
    elsewhere = signed_in("duty_officer", "510108")
    assert one.person.label not in text(elsewhere, "board")
    assert elsewhere.get(reverse("transfer:allot") + f"?transfers={one.id}").status_code == 404
    Transfer.objects.filter(id=one.id).update(to_area="510108")
    assert one.person.label in text(elsewhere, "board")

"""The pages of quarantine sites, from registering one to the certificate."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from fangxian.response.casework.models import FollowUp
from fangxian.response.jurisdiction import access
from fangxian.response.quarantine.actions import enter_result, take_samples
from fangxian.response.quarantine.models import Room, Site, Stay, Trouble
from tests import factories
from tests.factories import NOON, PIDU
from tests.quarantine.conftest import EXPOSED, pass_tests, pass_time, put, room

DAY = NOON - EXPOSED


def signed_in(duty: str, at: str = PIDU) -> Client:
    """A browser in which somebody with a post of that duty is signed in."""
    client = Client(headers={"Accept-Language": "en"})
    client.force_login(factories.post(at, duty).holder)
    return client


@pytest.fixture
def officer(outbreak) -> Client:
    """The district's duty officer: may plan and run sites."""
    return signed_in("duty_officer")


def text(client: Client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"quarantine:{name}", args=args), query)
    assert response.status_code == 200, response.content.decode()[:400]
    return response.content.decode()


def test_an_empty_board_says_so(officer):
    assert "No quarantine site is registered" in text(officer, "list")


def test_a_site_is_registered_given_rooms_and_made_ready(officer, outbreak):
    said = {"incident": outbreak.id, "name": "新酒店", "area": PIDU, "planned_rooms": 4, "request_id": uuid4()}
    officer.post(reverse("quarantine:new"), said)
    site = Site.objects.get()
    assert "No room yet" in text(officer, "site", site.id)
    numbers = {"numbers": "301-303, 401", "room_class": "single", "beds": 1, "request_id": uuid4()}
    officer.post(reverse("quarantine:rooms", args=[site.id]), numbers)
    assert set(Room.objects.values_list("number", flat=True)) == {"301", "302", "303", "401"}
    ready = {"state": "ready", "room": list(Room.objects.values_list("id", flat=True)), "request_id": uuid4()}
    officer.post(reverse("quarantine:states", args=[site.id]), ready)
    assert "single room 4" in text(officer, "list")


def test_a_range_that_is_none_stands_at_its_field(officer, site):
    address = reverse("quarantine:rooms", args=[site.id])
    response = officer.post(address, {"numbers": "318-301", "room_class": "single", "beds": 1})
    assert response.status_code == 422
    assert "318-301 is no range of rooms" in response.content.decode()


def test_somebody_who_waits_is_admitted_from_the_sites_page(officer, site, exposed):
    contact = exposed()
    assert contact.number in text(officer, "site", site.id)
    address = reverse("quarantine:admit", args=[site.id])
    assert contact.number in officer.get(address, {"numbers": contact.number}).content.decode()
    said = {"numbers": contact.number, "room": room(site).id, "at": "2020-12-08T12:00", "request_id": uuid4()}
    response = officer.post(address, said)
    assert response.headers["Location"] == reverse("quarantine:site", args=[site.id])
    assert contact.person.label in text(officer, "site", site.id, show="lived_in")


def test_an_unknown_number_and_a_lonely_child_are_refused_at_their_fields(officer, site, exposed):
    address = reverse("quarantine:admit", args=[site.id])
    said = {"room": room(site).id, "at": "2020-12-08T12:00", "numbers": "K-none"}
    response = officer.post(address, said)
    assert "K-none" in response.content.decode()
    assert response.status_code == 422
    number = exposed().number
    response = officer.post(address, said | {"numbers": number, "helped": number, "group": "child"})
    assert "must not be alone" in response.content.decode()
    assert not Stay.objects.exists()


def test_a_stay_shows_each_condition_and_lets_go_only_when_all_hold(officer, site, exposed):
    (stay,) = put(site, exposed())
    page = text(officer, "stay", stay.id)
    assert "14 days since the last exposure" in page
    assert "Release, with certificate" not in page
    address = reverse("quarantine:release", args=[stay.id])
    refused = officer.post(address, {"signer": "张三"})
    assert refused.status_code == 422
    assert "cannot be released yet" in refused.content.decode()
    pass_tests(stay, EXPOSED + 14 * DAY)
    assert "Release, with certificate" in text(officer, "stay", stay.id)
    officer.post(address, {"signer": "张三", "request_id": uuid4()})
    assert Stay.objects.get().left_to == "released"
    assert "解隔" in officer.get(reverse("documents:list")).content.decode()


def test_the_round_on_a_phone_takes_one_tap_and_a_temperature(officer, site, exposed):
    (stay,) = put(site, exposed())
    assert stay.person.label in text(officer, "health", site.id)
    address = reverse("quarantine:health_tap", args=[stay.id])
    hot = officer.post(address, {"outcome": "seen_well", "temperature": "99"}, headers={"HX-Request": "true"})
    assert not FollowUp.objects.exists()
    assert "cannot be right" in hot.content.decode()
    card = officer.post(address, {"outcome": "seen_well", "temperature": "36,4"}, headers={"HX-Request": "true"})
    assert "36.4 °C" in card.content.decode()
    assert "Everybody was checked today" in text(officer, "health", site.id)
    full = {"outcome": "seen_ill", "symptoms": ["fever", "cough"], "temperature": "38.2", "request_id": uuid4()}
    officer.post(reverse("quarantine:health_one", args=[stay.id]), full)
    assert FollowUp.objects.get().symptoms == ["fever", "cough"]
    assert "Ill today" in text(officer, "site", site.id)


def test_of_a_long_list_the_first_are_shown_and_all_are_counted(officer, site, exposed, monkeypatch):
    from fangxian.response.quarantine.queries import today

    put(site, exposed(), exposed(), exposed(), number="201")
    monkeypatch.setattr(today, "SHOWN", 2)
    with access.everywhere():
        owed = today.today_at(site)
    assert (len(owed.tests.guests), owed.tests.whole, owed.tests.hidden, owed.unseen) == (2, 3, 1, 3)
    assert not owed.over.whole
    page = text(officer, "site", site.id)
    assert "and 1 more" in page
    assert page.count('name="stay"') == 2


def test_those_ticked_are_sampled_and_a_positive_result_names_the_exposed(officer, site, exposed):
    stays = put(site, exposed(), exposed(), number="201")
    assert "To be sampled today" in text(officer, "site", site.id)
    said = {"stay": [stay.id for stay in stays], "request_id": uuid4()}
    officer.post(reverse("quarantine:samples", args=[site.id]), said)
    assert "To be sampled today" not in text(officer, "site", site.id)
    pass_time(NOON + DAY / 24)
    address = reverse("quarantine:result", args=[stays[0].id])
    page = officer.post(address, {"result": "positive", "request_id": uuid4()}, follow=True).content.decode()
    assert "1 room-mate was exposed" in page
    assert "Infected and still here" in text(officer, "site", site.id)
    assert officer.post(address, {"result": "negative"}).status_code == 422


def test_a_family_is_moved_together_and_somebody_leaves_for_hospital(officer, site, exposed):
    one, other = put(site, exposed(), exposed(), number="201")
    said = {"room": room(site, "101").id, "reason": "leak", "request_id": uuid4()}
    officer.post(reverse("quarantine:move", args=[one.id]), said)
    assert Stay.objects.filter(left_at=None, room__number="101").count() == 1
    full = officer.post(reverse("quarantine:move", args=[other.id]), said | {"together": "on", "joins": "on"})
    assert full.status_code == 422
    address = reverse("quarantine:leave", args=[other.id])
    officer.post(address, {"to": "hospital", "reason": "chest pain", "at": "2020-12-08T12:00", "request_id": uuid4()})
    assert "to hospital" in text(officer, "stay", other.id)


def test_a_trouble_is_reported_and_put_right(officer, site):
    said = {"category": "waste", "text": "a bag is missing", "rectify_by": "2020-12-08T14:00", "request_id": uuid4()}
    officer.post(reverse("quarantine:new_trouble", args=[site.id]), said)
    held = Trouble.objects.get()
    assert "a bag is missing" in text(officer, "site", site.id)
    officer.post(reverse("quarantine:put_right", args=[held.id]), {"measure": "found", "request_id": uuid4()})
    assert "put right" in text(officer, "site", site.id)


def test_a_room_mates_exposure_that_is_missing_is_recorded_with_one_button(officer, site, exposed, outbreak):
    from fangxian.response.casework.actions import record_result

    one, other = put(site, exposed(), exposed(), number="201")
    record_result(outbreak, person=one.person, result="positive", at=NOON)
    pass_time(NOON + DAY)
    assert "is infected, and the exposure is not on record" in text(officer, "stay", other.id)
    officer.post(reverse("quarantine:mates", args=[one.id]))
    assert "is infected, and the exposure is not on record" not in text(officer, "stay", other.id)


def test_closing_is_refused_while_somebody_stays(officer, site, exposed):
    put(site, exposed())
    page = officer.post(reverse("quarantine:close", args=[site.id]), follow=True).content.decode()
    assert "still stay there" in page
    assert Site.objects.get().closed_at is None


def test_who_may_only_look_sees_no_forms(site, exposed):
    (stay,) = put(site, exposed())
    inspector = signed_in("inspector")
    assert "Record the samples" not in text(inspector, "site", site.id)
    assert "Enter the result" not in text(inspector, "stay", stay.id)
    assert inspector.post(reverse("quarantine:release", args=[stay.id]), {"signer": "x"}).status_code == 403
    assert signed_in("administrator").get(reverse("quarantine:list")).status_code == 403


def test_somebody_elses_district_does_not_find_the_site(site):
    assert signed_in("duty_officer", "510108").get(reverse("quarantine:site", args=[site.id])).status_code == 404


def test_a_guest_of_another_district_is_shown_to_the_site(officer, site, exposed):
    (stay,) = put(site, exposed(person={"area": "510108"}))
    assert stay.person.label in text(officer, "stay", stay.id)
    take_samples(site, [stay])
    enter_result(stay, "negative")
    assert "1/1" in text(officer, "stay", stay.id)

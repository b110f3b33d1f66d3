"""The pages: lists, asking, a sheet with its steps, the letter, what stands on a contact's page."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.urls import reverse

from fangxian.response.coinvestigation.models import Listed, Sheet, State
from fangxian.response.jurisdiction import access
from tests.coinvestigation.conftest import CHENGHUA, JINJIANG, TIANJIN
from tests.factories import PIDU


def text(response) -> str:
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def test_both_sides_see_the_sheet_in_their_lists_and_a_third_does_not(world):
    sheet = world.one().sheet
    for area, way, seen in ((PIDU, "out", True), (PIDU, "in", False), (CHENGHUA, "in", True), (JINJIANG, "", False)):
        page = text(world.client(area).get(reverse("coinvestigation:list"), {"way": way}))
        assert (sheet.number in page) is seen, (area, way)


@pytest.mark.parametrize(
    ("standing", "seen"), [("open", True), ("unreceived", True), ("overdue", False), ("ended", False)]
)
def test_the_list_is_filtered_by_where_sheets_stand(world, standing, seen):
    sheet = world.one().sheet
    page = text(world.client(PIDU).get(reverse("coinvestigation:list"), {"standing": standing}))
    assert (sheet.number in page) is seen


def test_an_empty_list_says_how_to_begin(world):
    assert "Tick contacts" in text(world.client(PIDU).get(reverse("coinvestigation:list")))


def test_contacts_ticked_in_the_list_are_sent_from_one_page(world):
    here, there = world.contact(CHENGHUA), world.contact(TIANJIN)
    client = world.client(PIDU)
    assert 'form="ask"' in text(client.get(reverse("casework:contacts")))
    url = reverse("coinvestigation:new")
    page = text(client.get(url, {"contact": [here.id, there.id]}))
    assert f"CDC {CHENGHUA}" in page
    assert "by file" in page
    said = {"contact": [here.id, there.id], "ask": [here.id, there.id], "send": "1",
            f"area-{here.id}": "成华区", f"area-{there.id}": TIANJIN}  # fmt: skip
    assert client.post(url, said).status_code == 302
    with access.everywhere():
        assert set(Sheet.objects.values_list("to_area", flat=True)) == {CHENGHUA, TIANJIN}


def test_one_place_is_said_for_all_who_are_ticked(world):
    here, *others = (world.contact("") for _ in range(3))
    client, url = world.client(PIDU), reverse("coinvestigation:new")
    said = {"contact": [here.id, *(one.id for one in others)], "ask": [one.id for one in others], "stay": "和平区",
            f"area-{others[0].id}": "成华区", "send": "1"}  # fmt: skip
    assert client.post(url, said).status_code == 302
    with access.everywhere():
        asked = set(Listed.objects.values_list("person", "stay"))
    assert asked == {(others[0].person_id, CHENGHUA), (others[1].person_id, TIANJIN)}


def test_a_page_of_five_hundred_people_is_taken(world):
    people = [str(uuid4()) for _ in range(500)]
    said = {"contact": people, "ask": people, "check": "1", **{f"area-{one}": "" for one in people}}
    assert "Nobody is chosen" in text(world.client(PIDU).post(reverse("coinvestigation:new"), said))


def test_contacts_of_a_case_are_offered_on_its_way(world):
    contact = world.contact(CHENGHUA)
    page = text(world.client(PIDU).get(reverse("coinvestigation:new"), {"case": world.case.id}))
    assert contact.number in page


def test_who_has_no_area_outside_is_named_and_nothing_is_sent(world):
    contact = world.contact("")
    said = {"contact": [contact.id], "ask": [contact.id], "send": "1", f"area-{contact.id}": "nowhere at all"}
    response = world.client(PIDU).post(reverse("coinvestigation:new"), said)
    assert response.status_code == 422
    assert contact.number in response.content.decode()
    with access.everywhere():
        assert not Sheet.objects.exists()


def test_the_receiver_takes_a_person_over_by_one_button(world):
    listed = world.one()
    client = world.client(CHENGHUA)
    assert "Take over" in text(client.get(reverse("coinvestigation:sheet", args=[listed.sheet_id])))
    url = reverse("coinvestigation:step", args=[listed.sheet_id])
    assert client.post(url, {"one": f"accept:{listed.id}"}).status_code == 302
    with access.everywhere():
        assert Listed.objects.get().state == State.ACCEPTED
    assert listed.label in text(client.get(reverse("casework:contacts")))


def test_a_step_without_its_reason_is_refused_in_the_form(world):
    listed = world.one()
    url = reverse("coinvestigation:step", args=[listed.sheet_id])
    response = world.client(CHENGHUA).post(url, {"what": "return", "person": [listed.id]})
    assert response.status_code == 422
    assert "cannot be left empty" in response.content.decode()


def test_a_step_for_nobody_is_refused(world):
    listed = world.one()
    url = reverse("coinvestigation:step", args=[listed.sheet_id])
    response = world.client(CHENGHUA).post(url, {"what": "accept"})
    assert (response.status_code, "Nobody is ticked" in response.content.decode()) == (422, True)


def test_the_letter_bears_the_code_and_no_identity(world, named):
    (sheet,) = world.send(named)
    page = text(world.client(PIDU).get(reverse("coinvestigation:letter", args=[sheet.id])))
    assert "Verification code" in page
    assert "王小明" not in page


def test_the_list_of_people_is_taken_away_without_identities(world, named):
    (sheet,) = world.send(named)
    page = text(world.client(PIDU).get(reverse("coinvestigation:csv", args=[sheet.id])))
    assert named.number in page
    assert "王" not in page


def test_the_receiver_reads_who_it_is_for_a_purpose(world, named):
    with access.everywhere():
        named.person.stay = CHENGHUA
        named.person.save()
    (sheet,) = world.send(named)
    with access.everywhere():
        url = reverse("coinvestigation:identity", args=[Listed.objects.get(sheet=sheet).id])
    client = world.client(CHENGHUA)
    assert "王小明" not in text(client.get(url))
    assert "王小明" in text(client.post(url, {"purpose": "find the person at home"}))
    assert world.client(JINJIANG).post(url, {"purpose": "curious about it"}).status_code == 404


def test_the_page_of_a_contact_says_of_whom_they_were_asked(world):
    listed = world.one()
    client = world.client(PIDU)
    assert "asked of" in text(client.get(reverse("coinvestigation:of_person", args=[listed.person_id])))
    assert listed.label in text(client.get(reverse("coinvestigation:of_case", args=[world.case.person_id])))


def test_everybody_sees_the_own_key_and_an_administrator_adds_others(world):
    page = text(world.client(PIDU).get(reverse("coinvestigation:senders")))
    assert "Our own key" in page
    assert "Trust this key" not in page

"""The trajectory of a case and the page of a place."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fangxian.response.casework.actions import record_visit, report_case
from fangxian.response.casework.models import Visit
from tests import factories
from tests.casework.ledger import kinds
from tests.factories import NOON, PIDU

pytestmark = pytest.mark.usefixtures("tracer")
HOUR = timedelta(hours=1)


@pytest.fixture
def case(outbreak):
    return factories.case(outbreak, number="PD-1")


def said(**fields):
    return {
        "began_at": "2020-12-07T08:00", "ended_at": "2020-12-07T09:30", "place": "Taiping market", "category": "market",
        "place_area": "太平村", "told_by": "person", "certainty": "certain", **fields,
    }  # fmt: skip


def text_of(client, case) -> str:
    return client.get(f"/cases/{case.id}/trajectory/").content.decode()


def test_a_visit_is_typed_in_and_stands_on_the_line(client, case):
    answer = client.post(f"/cases/{case.id}/trajectory/", said())
    assert answer.status_code == 302
    row = Visit.objects.get()
    assert (row.place_area, row.began_at) == ("510117001218", NOON - timedelta(hours=28))
    page = text_of(client, case)
    assert "Taiping market" in page
    assert 'value="2020-12-07T09:30"' in page  # the next visit begins where this one ended


def test_what_cannot_be_right_stays_in_the_form(client, case):
    answer = client.post(f"/cases/{case.id}/trajectory/", said(ended_at="2020-12-07T07:00"))
    assert answer.status_code == 422
    assert "The visit ends before it begins." in answer.content.decode()


def test_gaps_and_clashes_are_flagged(client, case, outbreak):
    for place, began, ended in (("Home", -30, -20), ("Mall", -22, -21), ("Clinic", -3, -2)):
        hours = {"began_at": NOON + began * HOUR, "ended_at": NOON + ended * HOUR}
        record_visit(outbreak, person=case.person, place=place, place_area=PIDU, **hours)
    page = text_of(client, case)
    assert page.count("Cannot be true together with") == 2
    assert "Nothing is known" in page


def test_it_is_corrected_and_voided(client, case, outbreak):
    row = record_visit(outbreak, person=case.person, place="Mall", place_area=PIDU, began_at=NOON - 3 * HOUR)
    client.post(f"/cases/{case.id}/visits/{row.id}/", said(place="Clinic", category="medical"))
    assert Visit.objects.get().place_name == "Clinic"
    client.post(f"/cases/{case.id}/visits/{row.id}/void/", {"reason": "mistaken"})
    assert kinds(case.subject) == ["visit.recorded", "visit.recorded", "fact.voided"]
    assert "Clinic" not in text_of(client, case)


def test_a_place_is_decided_on_and_disinfected(client, case, outbreak):
    place = record_visit(outbreak, person=case.person, place="Mall", place_area=PIDU, began_at=NOON - 3 * HOUR).place
    page = client.get(f"/places/{place.id}/").content.decode()
    assert "PD-1" in page
    client.post(f"/places/{place.id}/", {"decision": "disinfect"})
    client.post(f"/places/{place.id}/", {"work": "terminal", "at": "2020-12-08T12:00"})
    assert kinds(place.subject) == ["place.exposed", "place.decided", "place.disinfected"]
    assert client.post(f"/places/{place.id}/", {"decision": "none"}).status_code == 422


def test_a_case_of_another_area_is_not_there(client, outbreak):
    other = factories.case(outbreak, area="510108")
    assert client.get(f"/cases/{other.id}/trajectory/").status_code == 404


def test_a_contact_s_visits_are_kept_and_expose_places_once_they_become_a_case(client, case, outbreak):
    contact = factories.contact(outbreak, source=case.person)
    path = f"/contacts/{contact.id}/trajectory/"
    assert path in client.get(f"/contacts/{contact.id}/").content.decode()
    assert client.post(path, said()).status_code == 302
    row = Visit.objects.get()
    assert (row.person_id, row.place_fact) == (contact.person_id, None)
    assert "place.exposed" not in kinds(row.place.subject)
    client.post(f"/contacts/{contact.id}/visits/{row.id}/", said(place="Clinic", category="medical"))
    assert "Clinic" in client.get(path).content.decode()
    made = report_case(outbreak, person=contact.person, classification="confirmed", at=NOON, area=PIDU, number="PD-2")
    assert "Clinic" in text_of(client, made)
    client.post(f"/cases/{made.id}/trajectory/expose/")
    assert "place.exposed" in kinds(Visit.objects.get().place.subject)


def test_a_contact_s_visit_is_voided_by_its_own_page_alone(client, case, outbreak):
    contact = factories.contact(outbreak, source=case.person)
    row = record_visit(outbreak, person=contact.person, place="Mall", place_area=PIDU, began_at=NOON - 3 * HOUR)
    assert client.post(f"/cases/{case.id}/visits/{row.id}/void/", {"reason": "mistaken"}).status_code == 404
    client.post(f"/contacts/{contact.id}/visits/{row.id}/void/", {"reason": "mistaken"})
    assert Visit.objects.get().voided_at is not None

"""The list of contacts and the page of one."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from fangxian.response.casework.actions import record_relationship
from fangxian.response.casework.models import Contact
from tests import factories
from tests.casework.ledger import task
from tests.factories import NOON

pytestmark = pytest.mark.usefixtures("tracer")


def numbers(response) -> list[str]:
    return re.findall(r'class="row-link" href="[^"]+">([^<]+)<', response.content.decode())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["A", "B", "C", "D"]),
        ("state=waiting", ["A"]),
        ("state=active", ["A", "B"]),
        ("state=case", ["C"]),
        ("state=ended", ["D"]),
        ("kind=secondary", ["B"]),
        ("q=C", ["C"]),
    ],
)
def test_it_is_filtered_by_where_a_contact_stands(client, outbreak, query, found):
    factories.contact(outbreak, number="A", identified_at=NOON)
    factories.contact(
        outbreak, number="B", kind="secondary", controlled_at=NOON, identified_at=NOON - timedelta(hours=1)
    )
    factories.contact(outbreak, number="C", became_case_at=NOON, identified_at=NOON - timedelta(hours=2))
    factories.contact(outbreak, number="D", ended_at=NOON, identified_at=NOON - timedelta(hours=3))
    assert numbers(client.get(f"/contacts/?{query}")) == found


def test_it_names_the_sources(client, outbreak):
    source = factories.case(outbreak, number="PD-1")
    factories.contact(outbreak, source=source.person)
    text = client.get("/contacts/").content.decode()
    assert f"/cases/{source.id}/" in text
    assert "not yet in quarantine" in text


def test_it_is_filtered_by_who_exposed_them(client, outbreak):
    source, other = factories.case(outbreak, number="PD-1"), factories.case(outbreak, number="PD-2")
    first = factories.contact(outbreak, number="K1", source=source.person)
    factories.contact(outbreak, number="K2", source=first.person)
    both = factories.contact(outbreak, number="K3", source=other.person)
    voided = factories.relationship(outbreak, source=source.person, person=both.person, voided_at=NOON)
    shown = {number: numbers(client.get(f"/contacts/?source={number}")) for number in ("PD-1", "K1", "PD-2", "NONE")}
    assert shown == {"PD-1": ["K1"], "K1": ["K2"], "PD-2": ["K3"], "NONE": []}
    voided.voided_at = None
    voided.save()
    assert set(numbers(client.get("/contacts/?source=PD-1"))) == {"K1", "K3"}


def test_an_empty_list_says_what_to_do(client):
    assert "No contact is on record yet" in client.get("/contacts/").content.decode()


def test_quarantine_is_recorded_on_the_page_of_a_contact(client, outbreak):
    record_relationship(
        outbreak,
        source=factories.case(outbreak).person,
        person=factories.person(),
        last_exposure=NOON - timedelta(days=1),
    )
    contact = Contact.objects.get()
    assert "Taken into quarantine" not in client.get(f"/contacts/{contact.id}/").content.decode()
    client.post(f"/contacts/{contact.id}/", {"step": "start", "at": "2020-12-08T12:00", "mode": "central"})
    assert task(contact.subject, "contact.quarantined").state == "discharged"
    client.post(f"/contacts/{contact.id}/", {"step": "release", "at": "2020-12-08T12:00", "mode": "central"})
    contact.refresh_from_db()
    assert contact.ended_at == NOON


def test_a_contact_of_another_area_is_not_there(client, outbreak):
    assert client.get(f"/contacts/{factories.contact(outbreak, area='510108').id}/").status_code == 404

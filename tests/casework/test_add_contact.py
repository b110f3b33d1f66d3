"""Naming a contact of a case."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.casework.actions import add_contact
from fangxian.response.casework.models import Contact
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import find_by_phone
from tests import factories
from tests.factories import NOON, PIDU

MET = NOON - timedelta(days=2)
NUMBER = "11010519491231002X"


@pytest.fixture
def source(outbreak):
    return factories.case(outbreak).person


def test_a_new_person_is_entered_known_by_the_contact_number_and_sealed(outbreak, source):
    row = add_contact(
        outbreak, source, area=PIDU, sex="F", age=40, identity=IdentityCard(phone="13812345678"), last_exposure=MET
    )
    row.person.refresh_from_db()
    assert (row.person.label, row.person.sex, row.person.age) == ("K000001", "F", 40)
    assert find_by_phone("13812345678") == [row.person]


def test_somebody_on_record_is_found_by_number_or_document(outbreak, source):
    contact, other = factories.contact(outbreak, number="MJ-1"), factories.case(outbreak, number="PD-7")
    set_identity(contact.person, IdentityCard(id_number=NUMBER))
    people = Person.objects.count()
    assert add_contact(outbreak, source, area=PIDU, known_as="MJ-1", last_exposure=MET).person == contact.person
    assert add_contact(outbreak, source, area=PIDU, known_as="PD-7").person == other.person
    by_document = add_contact(
        outbreak, source, area=PIDU, identity=IdentityCard(id_number=NUMBER), last_exposure=MET, kind="general"
    )
    assert by_document.person == contact.person
    assert Person.objects.count() == people


def test_the_same_request_twice_names_one(outbreak, source):
    same = uuid4()
    said = {"area": PIDU, "last_exposure": MET, "at": NOON, "id": same}
    assert add_contact(outbreak, source, **said) == add_contact(outbreak, source, **said)
    assert Contact.objects.count() == 1


def test_an_unknown_number_is_refused_and_nobody_entered(outbreak, source):
    people = Person.objects.count()
    with pytest.raises(NotFound) as refused:
        add_contact(outbreak, source, area=PIDU, known_as="MJ-9", last_exposure=MET)
    assert refused.value.context["field"] == "known_as"
    with pytest.raises(Invalid):
        add_contact(outbreak, source, area=PIDU)
    assert Person.objects.count() == people


def test_a_number_of_somebody_else_is_refused(outbreak, source):
    factories.contact(outbreak, number="MJ-1")
    with pytest.raises(Conflict):
        add_contact(outbreak, source, area=PIDU, number="MJ-1", last_exposure=MET)


def test_the_source_or_the_contact_must_lie_in_the_posts_area(outbreak, source):
    said = {"area": "510108", "last_exposure": MET}
    assert add_contact(outbreak, source, **said, by=factories.post(PIDU)).area == "510108"
    with pytest.raises(NotAllowed):
        add_contact(outbreak, source, **said, by=factories.post("510104"))

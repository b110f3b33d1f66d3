"""Sealing who a person is."""

from __future__ import annotations

import pytest

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.registry.actions import set_identities, set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity
from fangxian.response.registry.queries import find_by_phone, masked_identity
from tests import factories

NUMBER = "11010519491231002X"
pytestmark = pytest.mark.usefixtures("everywhere")


def test_a_second_identity_takes_the_place_of_the_first():
    person = factories.person()
    set_identity(person, IdentityCard(name="张某", phone="13800000000"))
    set_identity(person, IdentityCard(name="张某某", phone="13900000000"))
    assert Identity.objects.count() == 1
    assert find_by_phone("13800000000") == []
    assert find_by_phone("13900000000") == [person]


def test_one_document_belongs_to_one_person():
    set_identity(factories.person(), IdentityCard(id_number=NUMBER))
    with pytest.raises(Conflict) as refused:
        set_identity(factories.person(), IdentityCard(id_number=NUMBER.lower()))
    assert refused.value.code == "identity.taken"


def test_a_document_held_in_another_area_is_noticed_too():
    set_identity(factories.person(area="510108"), IdentityCard(id_number=NUMBER))
    person = factories.person()
    with access.area("510117"), pytest.raises(Conflict):
        set_identity(person, IdentityCard(id_number=NUMBER))


def test_two_people_with_one_document_in_one_call_are_refused():
    cards = {factories.person(): IdentityCard(id_number=NUMBER) for _ in range(2)}
    with pytest.raises(Conflict):
        set_identities(cards)
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("card", "code"),
    [
        (IdentityCard(id_number="110105194912310021"), "identity.number_check"),
        (IdentityCard(phone="call me"), "identity.phone"),
        (IdentityCard(id_kind="library_card"), "identity.document"),
    ],
)
def test_what_cannot_be_right_is_refused(card, code):
    with pytest.raises(Invalid) as refused:
        set_identity(factories.person(), card)
    assert refused.value.code == code


def test_it_is_shown_masked():
    person = factories.person()
    set_identity(person, IdentityCard(name="张某某", id_number=NUMBER, phone="13812345678"))
    shown = masked_identity(person)
    assert (shown.name, shown.id_number, shown.phone) == ("张**", "1101**********002X", "138****5678")

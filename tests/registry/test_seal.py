"""Sealing identities."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.seal import SealBroken, blind_index, seal, unseal

CARD = IdentityCard(name="张某某", id_number="11010519491231002X", phone="13800000000", address="郫都区太平村")


@given(st.builds(IdentityCard, name=st.text(), phone=st.text(), address=st.text()))
def test_what_was_sealed_comes_back(card):
    person = uuid4()
    assert unseal(person, seal(person, card)) == card


def test_nothing_of_it_can_be_read_in_the_seal():
    sealed = seal(uuid4(), CARD)
    for text in (CARD.name, CARD.id_number, CARD.phone, CARD.address):
        assert text.encode() not in sealed


def test_the_same_identity_is_never_sealed_the_same_twice():
    person = uuid4()
    assert seal(person, CARD) != seal(person, CARD)


def test_a_seal_moved_to_another_person_does_not_open():
    sealed = seal(uuid4(), CARD)
    with pytest.raises(SealBroken):
        unseal(uuid4(), sealed)


@given(st.data())
def test_an_altered_byte_is_noticed(data):
    person = uuid4()
    sealed = bytearray(seal(person, CARD))
    place = data.draw(st.integers(0, len(sealed) - 1))
    sealed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealBroken):
        unseal(person, bytes(sealed))


def test_another_key_opens_nothing_and_finds_nobody(settings):
    person = uuid4()
    sealed, index = seal(person, CARD), blind_index("phone", CARD.phone)
    settings.FANGXIAN_IDENTITY_KEY = "another"
    with pytest.raises(SealBroken):
        unseal(person, sealed)
    assert blind_index("phone", CARD.phone) != index


def test_equal_texts_of_two_kinds_never_meet():
    assert blind_index("phone", "123") != blind_index("passport", "123")

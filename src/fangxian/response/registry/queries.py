"""Reads of the register. What lies outside the area in scope is not there, save where a function says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from fangxian.response.jurisdiction import access
from fangxian.response.registry.identity import IdentityCard, normal
from fangxian.response.registry.masking import masked
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.seal import blind_index, unseal


def document_index(kind: str, number: str) -> bytes | None:
    """Blind index of an identity document in normal form; None where there is no number."""
    return blind_index(kind, number) if number else None


def phone_index(phone: str) -> bytes | None:
    """Blind index of a phone number in normal form; None where there is none."""
    return blind_index("phone", phone) if phone else None


def find_by_document(kind: str, number: str) -> Person | None:
    """The person in scope who holds an identity document.

    Raises
    ------
    Invalid
        The number cannot be right.
    """
    card = normal(IdentityCard(id_kind=kind, id_number=number))
    index = document_index(kind, card.id_number)
    return Person.objects.filter(identity__id_index=index).first() if index else None


def find_by_phone(phone: str) -> list[Person]:
    """Persons in scope with a phone number (a family may share one)."""
    index = phone_index(normal(IdentityCard(phone=phone)).phone)
    return list(Person.objects.filter(identity__phone_index=index).order_by("label")) if index else []


def owners_of_documents(indexes: Iterable[bytes]) -> dict[bytes, UUID]:
    """Which persons, in any area, hold documents with these blind indexes.

    Looks beyond the area in scope, because one document belongs to one person everywhere; gives ids only.
    """
    wanted = list(indexes)
    if not wanted:
        return {}
    with access.everywhere():
        rows = Identity.objects.filter(id_index__in=wanted).values_list("id_index", "person_id")
        return {bytes(index): person for index, person in rows if index is not None}


def known_by_document(cards: Mapping[UUID, IdentityCard]) -> dict[UUID, Person]:
    """The persons whom the register knows by the documents of these identities, in any area; by the caller's key.

    Raises
    ------
    Invalid
        A number cannot be right.
    """
    tidy = {key: normal(card) for key, card in cards.items() if card.id_number}
    indexes = {key: document_index(card.id_kind, card.id_number) for key, card in tidy.items()}
    owners = owners_of_documents([index for index in indexes.values() if index])
    with access.everywhere():
        persons = Person.objects.in_bulk(owners.values())
    return {key: persons[owners[index]] for key, index in indexes.items() if index in owners}


def masked_identity(person: Person) -> IdentityCard | None:
    """A person's identity with every field masked; None where none is held."""
    held = Identity.objects.filter(person=person).first()
    return masked(unseal(person.id, bytes(held.sealed))) if held else None

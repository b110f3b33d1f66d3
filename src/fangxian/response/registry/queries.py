"""Reads of the register. What lies outside the area in scope is not there, save where a function says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.registry.identity import IdentityCard, normal
from fangxian.response.registry.keys import document_index, phone_index
from fangxian.response.registry.masking import masked
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.seal import unseal

Key = TypeVar("Key", bound=Hashable)

__all__ = [
    "card_of",
    "cards_of",
    "document_index",
    "find_by_document",
    "find_by_phone",
    "known_by_document",
    "masked_identities",
    "masked_identity",
    "owners_of_documents",
    "phone_index",
    "surviving",
    "the_person",
]


def the_person(id_: UUID) -> Person:
    """A person in the area in scope.

    Raises
    ------
    NotFound
        There is none, or they lie outside.
    """
    person = Person.objects.select_related("merged_into").filter(id=id_).first()
    if person is None:
        raise NotFound("person.unknown", _("There is no such person in your area."))
    return person


def surviving(ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """The entry that each person is read under: another one where it was merged, in any area; else its own."""
    found = {id_: id_ for id_ in ids}
    step = set(found)
    with access.everywhere():
        while step:
            rows = Person.objects.filter(id__among=step, merged_into__isnull=False).values_list("id", "merged_into")
            gone = {id_: into for id_, into in rows if into is not None}
            found = {id_: gone.get(at, at) for id_, at in found.items()}
            step = set(gone.values())
    return found


def find_by_document(kind: str, number: str) -> Person | None:
    """The person in scope who holds an identity document.

    Raises
    ------
    Invalid
        The number cannot be right.
    """
    card = normal(IdentityCard(id_kind=kind, id_number=number))
    index = document_index(kind, card.id_number)
    found = _entries(Identity.objects.filter(id_index=index)) if index else []
    return found[0] if found else None


def find_by_phone(phone: str) -> list[Person]:
    """Persons in scope with a phone number (a family may share one)."""
    index = phone_index(normal(IdentityCard(phone=phone)).phone)
    return _entries(Identity.objects.filter(phone_index=index)) if index else []


def owners_of_documents(indexes: Iterable[bytes]) -> dict[bytes, UUID]:
    """Which persons, in any area, hold documents with these blind indexes; after a merge the surviving ones.

    Looks beyond the area in scope, because one document belongs to one person everywhere; gives ids only.
    """
    wanted = list(indexes)
    if not wanted:
        return {}
    with access.everywhere():
        rows = Identity.objects.filter(id_index__in=wanted).values_list("id_index", "person_id")
        held = {bytes(index): person for index, person in rows if index is not None}
    entries = surviving(held.values())
    return {index: entries[person] for index, person in held.items()}


def known_by_document(cards: Mapping[Key, IdentityCard]) -> dict[Key, Person]:
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
    return masked_identities([person.id]).get(person.id)


def masked_identities(persons: Collection[UUID]) -> dict[UUID, IdentityCard]:
    """The same by person, of many in a few queries; nothing for none held."""
    return {person: masked(card) for person, card in cards_of(persons).items()}


def card_of(person: Person) -> IdentityCard | None:
    """A person's identity in the clear, what it leaves open filled from the entries merged into it; None for none.

    For masking and comparing inside the register. Whoever shows it to anybody goes through
    :func:`fangxian.response.registry.actions.reveal_identity`.
    """
    return cards_of([person.id]).get(person.id)


def cards_of(persons: Collection[UUID]) -> dict[UUID, IdentityCard]:
    """Identities as :func:`card_of` gives them, by person, of many in a few queries; nothing for none held."""
    with access.everywhere():
        entries = _merged_into(persons)
        wanted = [id_ for person in persons for id_ in (person, *entries[person])]
        held = dict(Identity.objects.filter(person__in=wanted).values_list("person", "sealed"))
    found = {}
    for person in persons:
        cards = [unseal(id_, bytes(held[id_])) for id_ in (person, *entries[person]) if id_ in held]
        if cards:
            found[person] = _together(cards)
    return found


def _together(cards: list[IdentityCard]) -> IdentityCard:
    """One identity: what the first leaves open is filled from the next."""
    document = next((card for card in cards if card.id_number), cards[0])
    return IdentityCard(
        id_kind=document.id_kind,
        id_number=document.id_number,
        **{
            name: next((value for card in cards if (value := getattr(card, name))), "")
            for name in ("name", "phone", "address", "born")
        },
    )


def _merged_into(persons: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """By person: every entry merged into it, directly or by way of another, the first one first."""
    found: dict[UUID, list[UUID]] = defaultdict(list)
    step = {person: person for person in persons}
    while step:
        rows = Person.objects.filter(merged_into__in=list(step)).order_by("created_at", "id")
        step = {id_: step[into] for id_, into in rows.values_list("id", "merged_into") if into is not None}
        for entry, person in step.items():
            found[person].append(entry)
    return found


def _entries(identities: QuerySet[Identity]) -> list[Person]:
    """The persons in scope whom these identities belong to, by label."""
    entries = set(surviving(identities.values_list("person", flat=True)).values())
    return list(Person.objects.filter(id__in=entries).order_by("label"))

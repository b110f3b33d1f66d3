"""Seal who a person is, one or thousands."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.registry.identity import IdentityCard, normal
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import document_index, owners_of_documents, phone_index
from fangxian.response.registry.seal import seal


@transaction.atomic
def set_identity(person: Person, card: IdentityCard, *, by: Post | None = None) -> Identity:
    """Seal a person's identity, in place of what was sealed before.

    Raises
    ------
    NotAllowed
        The post may not record people in the person's area.
    Invalid
        The identity number or the phone cannot be right.
    Conflict
        ``identity.taken``: the document belongs to another person.
    """
    return set_identities({person: card}, by=by)[0]


@transaction.atomic
def set_identities(cards: Mapping[Person, IdentityCard], *, by: Post | None = None) -> list[Identity]:
    """Seal many identities in one statement; all or none.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`set_identity`.
    """
    rows: list[Identity] = []
    for person, card in cards.items():
        if by is not None:
            require(by, "case.write", person.area)
        rows.append(_row(person, normal(card)))
    _refuse_shared_documents(rows)
    return Identity.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["area", "sealed", "id_index", "phone_index"],
        batch_size=1000,
    )


def _row(person: Person, card: IdentityCard) -> Identity:
    return Identity(
        person=person,
        area=person.area,
        sealed=seal(person.id, card),
        id_index=document_index(card.id_kind, card.id_number),
        phone_index=phone_index(card.phone),
    )


def _refuse_shared_documents(rows: list[Identity]) -> None:
    claimed = {bytes(row.id_index): row.person_id for row in rows if row.id_index}
    held = owners_of_documents(claimed)
    twice = len(claimed) < sum(row.id_index is not None for row in rows)
    if twice or any(held.get(index, person) != person for index, person in claimed.items()):
        raise Conflict(
            "identity.taken",
            _("The identity document belongs to another person in the register."),
            remedy=_("Find that person by the document number and record there, or correct the number."),
            field="id_number",
        )

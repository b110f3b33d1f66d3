"""Seal who a person is, one or thousands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger.loading import unsaved, upsert
from fangxian.response.registry import keys
from fangxian.response.registry.actions.find_duplicates import AT_ONCE, compare
from fangxian.response.registry.identity import IdentityCard, normal
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import surviving
from fangxian.response.registry.seal import Sealer

INDEXES: Final = (
    "id_index", "phone_index", "phone_tail_index", "number_tail_index", "name_index", "pinyin_index",
    "initials_index", "birth_index",
)  # fmt: skip
"""Columns of the blind indexes."""


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
def set_identities(
    cards: Mapping[Person, IdentityCard], *, by: Post | None = None, compare_later: bool = False
) -> list[Identity]:
    """Seal many identities in one statement; all or none.

    Parameters
    ----------
    compare_later : bool
        Leave it to the job to look for others who may be the same person; of many at once it is always left to it.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`set_identity`.
    """
    sealer, rows = Sealer(len(cards)), []
    for person, card in cards.items():
        if by is not None:
            require(by, "case.write", person.area)
        rows.append(_row(person, normal(card), sealer))
    _refuse_shared_documents(rows)
    upsert(rows, by=["person"], fields=["area", "sealed", "compared_at", *INDEXES])
    if len(rows) <= AT_ONCE and not compare_later:
        compare(row.person_id for row in rows)
    return rows


def _row(person: Person, card: IdentityCard, sealer: Sealer) -> Identity:
    return unsaved(
        Identity,
        person_id=person.id,
        area=person.area,
        sealed=sealer.seal(person.id, msgspec.json.encode(card)),
        compared_at=None,
        **keys.of_card(card, sealer),
    )


def _refuse_shared_documents(rows: list[Identity]) -> None:
    """One document, one person. Another entry of the same person, merged, may hold it: that one keeps the index."""
    claimed = {bytes(row.id_index): row for row in rows if row.id_index}
    twice = len(claimed) < sum(row.id_index is not None for row in rows)
    with access.everywhere():
        found = Identity.objects.filter(id_index__in=list(claimed)).values_list("id_index", "person_id")
        holders = {bytes(index): person for index, person in found if index is not None}
    entries = surviving({*holders.values(), *(claimed[index].person_id for index in holders)})
    for index, holder in holders.items():
        row = claimed[index]
        twice |= entries[holder] != entries[row.person_id]
        if holder != row.person_id:
            row.id_index = None
    if twice:
        raise Conflict(
            "identity.taken",
            _("The identity document belongs to another person in the register."),
            remedy=_("Find that person by the document number and record there, or correct the number."),
            field="id_number",
        )

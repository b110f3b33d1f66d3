"""Enter into the register what an investigation learned of somebody's identity."""

from __future__ import annotations

import msgspec
from django.db import transaction

from fangxian.response.jurisdiction.models import Post
from fangxian.response.registry.actions import set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.queries import card_of


@transaction.atomic
def add_identity(
    person: Person,
    *,
    name: str = "",
    id_kind: str = "resident_id",
    id_number: str = "",
    phone: str = "",
    address: str = "",
    by: Post | None = None,
) -> Identity:
    """Seal the fields that are given; those that are empty stay as they were.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`fangxian.response.registry.actions.set_identity`.
    """
    held = card_of(person) or IdentityCard()
    said = {"name": name, "phone": phone, "address": address}
    if id_number:
        said |= {"id_kind": id_kind, "id_number": id_number}
    given = {key: value for key, value in said.items() if value}
    return set_identity(person, msgspec.structs.replace(held, **given), by=by)

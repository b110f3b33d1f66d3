"""Show who a person is, to somebody who states a purpose; the reading itself is recorded."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotFound
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Identity, Person
from fangxian.response.registry.seal import unseal

SHORTEST_PURPOSE = 4
"""Characters; fewer say nothing that a supervisor could judge."""


@transaction.atomic
def reveal_identity(
    person: Person, purpose: str, *, by: Post | None = None, incident: UUID | None = None
) -> IdentityCard:
    """Open a person's identity and record that it was read, why and by whom.

    Parameters
    ----------
    purpose : str
        What it is read for, in the reader's words.
    incident : UUID or None
        The incident in whose course it is read.

    Raises
    ------
    NotAllowed
        The post has no right to read identities there.
    Invalid
        No purpose is stated.
    NotFound
        No identity is held of the person.
    SealBroken
        The seal does not open.
    """
    if by is not None:
        require(by, "identity.read", person.area)
    purpose = " ".join(purpose.split())
    if len(purpose) < SHORTEST_PURPOSE:
        raise Invalid(
            "identity.purpose",
            _("Reading an identity needs a purpose."),
            remedy=_("Say in a few words what it is needed for; the reading and its purpose are recorded."),
            field="purpose",
        )
    held = Identity.objects.filter(person=person).first()
    if held is None:
        raise NotFound("identity.none", _("No identity is held of %(label)s."), label=person.label)
    card = unseal(person.id, bytes(held.sealed))
    record(
        [
            Entry(
                kind="identity.read",
                subject=person.subject,
                at=clock.now(),
                area=person.area,
                attributes={"purpose": purpose, "fields": _held(card), "actor": context.actor()},
                incident=incident,
            )
        ]
    )
    return card


def _held(card: IdentityCard) -> list[str]:
    """Names of the fields that the reader gets to see."""
    return [name for name in ("name", "id_number", "phone", "address") if getattr(card, name)]

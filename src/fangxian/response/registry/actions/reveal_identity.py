"""Show who a person is, to somebody who states a purpose; the reading itself is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid, NotFound
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may, require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow, Notice
from fangxian.response.ledger.record import record
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import card_of, cards_of

SHORTEST_PURPOSE = 4
"""Characters; fewer say nothing that a supervisor could judge."""

SHORTEST_REASON = 10
"""Characters of the reason for an emergency reading outside the post's area, [D]."""

SUPERVISORS = ("director", "inspector")
"""Duties that are told of an emergency reading."""


@transaction.atomic
def reveal_identity(
    person: Person,
    purpose: str,
    *,
    by: Post | None = None,
    incident: UUID | None = None,
    emergency: bool = False,
) -> IdentityCard:
    """Open a person's identity and record that it was read, why and by whom.

    Parameters
    ----------
    purpose : str
        What it is read for, in the reader's words.
    incident : UUID or None
        The incident in whose course it is read.
    emergency : bool
        Break the glass 紧急查阅: a post that may read identities reads one outside its area. It takes a longer
        reason, and the heads and inspectors responsible for the person are told at once.

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
    outside = emergency and not may(by, "identity.read", person.area)
    if by is not None:
        require(by, "identity.read", None if outside else person.area)
    purpose = stated(purpose, SHORTEST_REASON if outside else SHORTEST_PURPOSE)
    card = card_of(person)
    if card is None:
        raise NotFound("identity.none", _("No identity is held of %(label)s."), label=person.label)
    if outside:
        record([_read(person, card, purpose, incident or _incident_of(person), clock.now(), emergency=True)])
        _tell(person)
    else:
        record([_read(person, card, purpose, incident, clock.now())])
    return card


@transaction.atomic
def reveal_identities(persons: Sequence[Person], purpose: str, *, incident: UUID) -> dict[UUID, IdentityCard]:
    """Open the identities of many, by person, each reading recorded; whoever calls has checked the right to.

    Those of whom none is held are left out.

    Raises
    ------
    Invalid, SealBroken
        As :func:`reveal_identity`.
    """
    purpose = stated(purpose, SHORTEST_PURPOSE)
    cards = cards_of([person.id for person in persons])
    now = clock.now()
    record([_read(person, cards[person.id], purpose, incident, now) for person in persons if person.id in cards])
    return cards


def stated(purpose: str, shortest: int) -> str:
    """The purpose, if it says enough for a supervisor to judge.

    Raises
    ------
    Invalid
        ``identity.purpose``.
    """
    purpose = " ".join(purpose.split())
    if len(purpose) < shortest:
        raise Invalid(
            "identity.purpose",
            _("Reading an identity needs a purpose."),
            remedy=_("Say in a few words what it is needed for; the reading and its purpose are recorded."),
            field="purpose",
        )
    return purpose


def _read(person: Person, card: IdentityCard, purpose: str, incident: UUID | None, at: datetime, **more: Any) -> Entry:
    return Entry(
        kind="identity.read",
        subject=person.subject,
        at=at,
        area=person.area,
        attributes={"purpose": purpose, "fields": _held(card), "actor": context.actor(), **more},
        incident=incident,
    )


def _incident_of(person: Person) -> UUID | None:
    """The incident in which the person was recorded last, whose rulebook has the reading reviewed."""
    with access.everywhere():
        rows = FactRow.objects.filter(subject=person.subject, incident__isnull=False).order_by("-seq")
        return rows.values_list("incident", flat=True).first()


def _tell(person: Person) -> None:
    """Tell those who answer for the person's area, at whatever hour."""
    areas = [person.area[:length] for length in LEVELS if 0 < length <= len(person.area)]
    posts = Post.objects.filter(duty__in=SUPERVISORS, office__area__in=areas, holder__isnull=False)
    link = reverse("registry:person", args=[person.id])
    now = clock.now()
    Notice.objects.bulk_create(
        Notice(user_id=user, kind=Notice.Kind.READING, critical=True, created_at=now, params={"count": 1}, link=link)
        for user in set(posts.values_list("holder", flat=True))
    )


def _held(card: IdentityCard) -> list[str]:
    """Names of the fields that the reader gets to see."""
    return [name for name in ("name", "id_number", "phone", "address", "born") if getattr(card, name)]

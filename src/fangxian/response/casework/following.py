"""Cases, contacts and exposures when two entries of a person become one: what forbids it, what follows from it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.managed import Seen, case_since, refresh
from fangxian.response.casework.models import Case, Certainty, Contact, FollowUp, Relationship
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import lock_numbering
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.registry.models import Person


def refuse(kept: Person, merged: Person) -> None:
    """Raise where the two cannot be one person.

    Raises
    ------
    Conflict
        ``person.two_cases`` or ``person.exposed_oneself``.
    """
    cases = dict(Case.objects.filter(person=kept).values_list("incident", "number"))
    second = Case.objects.filter(person=merged, incident__in=cases).first()
    if second is not None:
        raise Conflict(
            "person.two_cases",
            _("They are two cases of one incident, %(one)s and %(other)s: one person is one case in an incident."),
            remedy=_(
                "Exclude the one that was entered twice, and record on the other; then both stay, one of them excluded."
            ),
            one=cases[second.incident_id],
            other=second.number,
        )
    if _between(kept, merged).filter(voided_at=None).exists():
        raise Conflict(
            "person.exposed_oneself",
            _("%(one)s and %(other)s are on record as having met: nobody exposes themselves."),
            remedy=_("Void that exposure first if it was entered by mistake."),
            one=kept.label,
            other=merged.label,
        )


def unfit(kept: Person, merged: Person) -> Iterable[Model]:
    """Voided exposures between the two: rows that cannot stand once they are one."""
    return _between(kept, merged)


def derived(kept: Person, merged: Person) -> Iterable[Model]:
    """The contacts of both, whose kind, times and end follow from the exposures."""
    return Contact.objects.filter(person__in=[kept, merged])


def join(row: Model, twin: Model) -> None:
    """Bring what an exposure or a contact says into its twin."""
    match row, twin:
        case Relationship(), Relationship():
            _join_exposures(row, twin)
        case Contact(), Contact():
            _join_contacts(row, twin)
        case FollowUp(), FollowUp():
            _join_follow_ups(row, twin)


def settle(kept: Person, merge: UUID) -> Iterable[Entry]:
    """Bring the person's contacts in line with their exposures; a contact who is a case by now is marked as one."""
    entries: list[Entry] = []
    now = clock.now()
    for contact in Contact.objects.filter(person=kept):
        lock_numbering(contact.incident_id)
        seen = {kept.id: Seen(contact.identified_at, contact.area)}
        refresh(contact.incident_id, seen, pack_in_force(contact.incident_id, now))
        since = case_since(contact.incident_id, [kept.id]).get(kept.id)
        if since is None or contact.became_case_at is not None:
            continue
        at = max(since, contact.identified_at)
        Contact.objects.filter(pk=contact.pk).update(became_case_at=at)
        whom = Whom(contact.incident_id, kept.subject, contact.area)
        entries.append(whom.fact("person.became_case", at, request=merge))
    return entries


def _between(kept: Person, merged: Person) -> QuerySet[Relationship]:
    return Relationship.objects.filter(Q(source=kept, person=merged) | Q(source=merged, person=kept))


def _join_exposures(row: Relationship, twin: Relationship) -> None:
    twin.first_exposure = min((t for t in (row.first_exposure, twin.first_exposure) if t), default=None)
    twin.last_exposure = max((t for t in (row.last_exposure, twin.last_exposure) if t), default=None)
    twin.identified_at = max(row.identified_at, twin.identified_at)
    twin.setting, twin.social = twin.setting or row.setting, twin.social or row.social
    twin.certainty = min(row.certainty, twin.certainty, key=Certainty.values.index)
    twin.save()


def _join_contacts(row: Contact, twin: Contact) -> None:
    twin.identified_at = min(row.identified_at, twin.identified_at)
    twin.controlled_at = min((t for t in (row.controlled_at, twin.controlled_at) if t), default=None)
    twin.became_case_at = min((t for t in (row.became_case_at, twin.became_case_at) if t), default=None)
    # Whoever is still managed under one entry is managed.
    twin.ended_at = max(row.ended_at, twin.ended_at) if row.ended_at and twin.ended_at else None
    twin.save()


_SAYS_MORE: Final = ("seen_ill", "seen_well", "missed", "not_attempted")
"""Outcomes of one day's follow-up: whoever was seen ill by anybody is ill."""


def _join_follow_ups(row: FollowUp, twin: FollowUp) -> None:
    if _SAYS_MORE.index(row.outcome) >= _SAYS_MORE.index(twin.outcome):
        return
    for field in FollowUp._meta.concrete_fields:
        if field.name not in ("id", "incident", "contact", "day"):
            setattr(twin, field.attname, getattr(row, field.attname))
    twin.save()

"""Whose companions may be sought: cases and contacts of the incident, in the area in scope, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.response.casework.infectious import infectious_period
from fangxian.response.casework.models import Case, Classification, Contact, Relationship
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.companions.models import Search
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.queries import surviving

MOST_PEOPLE: Final = 1_000
"""Cases and contacts of one search."""


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody whose companions may be sought, and from when to when they could infect."""

    person: str
    number: str
    standing: str
    since: datetime | None
    until: datetime | None

    def plain(self) -> dict[str, Any]:
        """As the search keeps it."""
        since, until = (None if at is None else at.isoformat() for at in (self.since, self.until))
        return {
            "person": self.person, "number": self.number, "standing": self.standing, "from": since, "to": until,
        }  # fmt: skip


def sought(incident: Incident, numbers: Sequence[str]) -> list[Sought]:
    """The cases and contacts in scope that bear these numbers, in their order.

    Raises
    ------
    NotFound
        ``search.not_a_case``: a number is nobody's who may be searched for.
    Invalid
        None is named, or more than fit.
    """
    wanted = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if not wanted or len(wanted) > MOST_PEOPLE:
        raise Invalid(
            "search.people",
            _("A search is for 1 to %(most)s cases and contacts; %(count)s are named."),
            remedy=_("Give their numbers, separated by spaces or commas."),
            field="numbers",
            most=MOST_PEOPLE,
            count=len(wanted),
        )
    found = {row.number: _of_contact(row) for row in _contacts(incident.id).filter(number__in=wanted)}
    found |= {row.number: _of_case(row) for row in _cases(incident.id).filter(number__in=wanted)}
    missing = [number for number in wanted if number not in found]
    if missing:
        raise NotFound(
            "search.not_a_case",
            _("No case or contact of the incident in your area bears these numbers: %(numbers)s."),
            remedy=_("Nobody else can be searched for: correct the numbers, or record the case first."),
            field="numbers",
            numbers=", ".join(missing[:10]),
        )
    return [found[number] for number in wanted]


def require_standing(search: Search) -> None:
    """Raise unless everybody in the search is a case or contact still.

    Raises
    ------
    Conflict
        ``search.standing``, with the numbers of those who are not.
    """
    entries = surviving(UUID(one["person"]) for one in search.people)
    persons = set(entries.values())
    rows = (held(search.incident_id).filter(person__in=persons) for held in (_cases, _contacts))
    standing = {person for found in rows for person in found.values_list("person_id", flat=True)}
    gone = [one["number"] for one in search.people if entries[UUID(one["person"])] not in standing]
    if gone:
        raise Conflict(
            "search.standing",
            _("No longer a case or contact: %(numbers)s."),
            remedy=_("Ask for the search again without them."),
            numbers=", ".join(gone),
        )


def _cases(incident: UUID) -> QuerySet[Case]:
    """Cases of an incident that were not excluded."""
    held = Case.objects.filter(incident=incident).exclude(classification=Classification.EXCLUDED)
    return held.select_related("incident", "person")


def _contacts(incident: UUID) -> QuerySet[Contact]:
    """Contacts of an incident with an exposure that was not voided: without one, nobody is a contact."""
    exposed = Relationship.objects.filter(incident=incident, person=OuterRef("person"), voided_at=None)
    return Contact.objects.filter(Exists(exposed), incident=incident).select_related("incident", "person")


def _of_case(case: Case) -> Sought:
    """A case, in its infectious period."""
    period = infectious_period(case, pack_in_force(case.incident_id, clock.now()))
    return Sought(str(case.person_id), case.number, "case", period.start, period.end)


def _of_contact(contact: Contact) -> Sought:
    """A contact, from the first exposure on (where no time is known, from when they were named)."""
    standing = Relationship.objects.filter(incident=contact.incident, person=contact.person, voided_at=None)
    times = [one.first_exposure or one.last_exposure for one in standing]
    first = min((at for at in times if at is not None), default=contact.last_exposure or contact.identified_at)
    return Sought(str(contact.person_id), contact.number, "contact", first, contact.controlled_at)

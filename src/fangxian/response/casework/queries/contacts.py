"""The list of contacts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.queries import keyset
from fangxian.response.casework.queries.search import begins_with
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range

STATES: Final[dict[str, Any]] = {
    "active": _("under management"),
    "waiting": _("not yet in quarantine"),
    "case": _("became a case"),
    "ended": _("management ended"),
}
"""Where a contact can stand."""

_ACTIVE: Final = Q(ended_at=None, became_case_at=None)
_CONDITIONS: Final = {
    "active": _ACTIVE,
    "waiting": _ACTIVE & Q(controlled_at=None),
    "case": ~Q(became_case_at=None),
    "ended": Q(became_case_at=None) & ~Q(ended_at=None),
}


@dataclass(frozen=True, slots=True)
class ContactFilter:
    """What the list shows; an empty field shows all.

    Attributes
    ----------
    q : str
        Beginning of a number or a label.
    source : str
        Number of the case or contact who exposed them.
    """

    incident: UUID | None = None
    kind: str = ""
    state: str = ""
    area: str = ""
    q: str = ""
    source: str = ""

    def as_query(self) -> dict[str, str]:
        """The fields that say something, as in an address."""
        said = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: str(value) for name, value in said.items() if value not in (None, "")}


def rows(chosen: ContactFilter) -> QuerySet[Contact]:
    """The contacts of a filter, in no order, as far as the area in scope shows them."""
    found = Contact.objects.select_related("person")
    if chosen.incident is not None:
        found = found.filter(incident=chosen.incident)
    if chosen.kind:
        found = found.filter(kind=chosen.kind)
    if chosen.state in _CONDITIONS:
        found = found.filter(_CONDITIONS[chosen.state])
    prefix = chosen.area or access.current() or ""
    if prefix:
        lo, hi = area_range(prefix)
        found = found.filter(area__gte=lo, area__lt=hi)
    text = chosen.q.strip()
    if text:
        found = found.filter(begins_with(text))
    number = chosen.source.strip()
    if number:
        found = found.filter(person__among=_exposed_by(number))
    return found


def _exposed_by(number: str) -> list[UUID]:
    """Persons whom somebody with this number may have exposed.

    They are asked for beforehand: of people who came in a moment ago the planner has no statistics yet, and joined
    to the contacts it walks through all relationships once for each of them.
    """
    sources = {
        person
        for model in (Case, Contact)
        for person in model._default_manager.filter(number=number).values_list("person", flat=True)
    }
    standing = Relationship.objects.filter(source__among=sources, voided_at=None)
    return list(standing.values_list("person", flat=True))


def page(chosen: ContactFilter, after: str = "", before: str = "", size: int = keyset.PAGE) -> keyset.Page[Contact]:
    """A page of contacts, last identified first."""
    return keyset.page(rows(chosen), "identified_at", after=after, before=before, size=size)


def count(chosen: ContactFilter) -> int:
    """How many contacts there are, counted up to :data:`keyset.CAP` and one."""
    return keyset.count(rows(chosen))


def state_of(contact: Contact) -> str:
    """Where a contact stands; a key of :data:`STATES`."""
    if contact.became_case_at is not None:
        return "case"
    if contact.ended_at is not None:
        return "ended"
    return "active" if contact.controlled_at is not None else "waiting"


def sources_of(contacts: Sequence[Contact]) -> dict[UUID, list[tuple[str, str]]]:
    """By person: number of each standing source and the id of its case, or its label and nothing."""
    exposures = (
        Relationship.objects.filter(person__in=[one.person_id for one in contacts], voided_at=None)
        .select_related("source")
        .order_by("identified_at")
    )
    held = list(exposures)
    cases = {
        (incident, person): (number, str(case))
        for incident, person, number, case in Case.objects.filter(
            person__in=[one.source_id for one in held]
        ).values_list("incident", "person", "number", "id")
    }
    found: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    for one in held:
        entry = cases.get((one.incident_id, one.source_id), (one.source.label, ""))
        if entry not in found[one.person_id]:
            found[one.person_id].append(entry)
    return found

"""Name a contact of a case: the person is found or entered, and the exposure recorded, in one step."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.actions.record_relationship import record_relationship
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.policies import require_either
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions import create_person, set_identity
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import known_by_document

_UNNUMBERED = "…"


@transaction.atomic
def add_contact(
    incident: Incident,
    source: Person,
    *,
    area: str,
    known_as: str = "",
    label: str = "",
    sex: str = "",
    age: int | None = None,
    identity: IdentityCard | None = None,
    id: UUID | None = None,
    by: Post | None = None,
    **exposure: Any,
) -> Relationship:
    """Name somebody whom `source` may have exposed.

    Parameters
    ----------
    area : str
        Area responsible for a person who is entered now.
    known_as : str
        Number of a case or contact of the incident, where the person is one already.
    label, sex, age, identity
        Of a person who is entered now; a known identity document leads to its person.
    **exposure
        Fields of :class:`Exposure`: kind, last_exposure, first_exposure, setting, social, certainty, number, at.

    Raises
    ------
    NotAllowed
        The post may record neither where the source nor where the contact belongs.
    NotFound
        ``contact.unknown``: no case or contact bears that number.
    Invalid, Conflict
        As :func:`record_relationship` and :func:`set_identity`.
    """
    request = id or uuid4()
    require_either(by, "case.write", (source.area, area))
    with access.everywhere():
        known = Person.objects.filter(id=derived(request, "person")).first()  # the same request, sent again
        person = known or _person(incident, known_as, identity)
        entered = person is None
        if person is None:
            name = label or exposure.get("number") or _UNNUMBERED
            person = create_person(label=name, area=area, sex=sex, age=age, id=derived(request, "person"))
            if identity is not None:
                set_identity(person, identity)
    row = record_relationship(incident, source=source, person=person, id=request, by=by, **exposure)
    if entered and person.label == _UNNUMBERED:
        _name_by_number(incident, person)
    return row


def _person(incident: Incident, known_as: str, identity: IdentityCard | None) -> Person | None:
    number = known_as.strip()
    if number:
        held = (
            Contact.objects.filter(incident=incident, number=number).select_related("person").first()
            or Case.objects.filter(incident=incident, number=number).select_related("person").first()
        )
        if held is None:
            raise NotFound(
                "contact.unknown",
                _("No case or contact of the incident bears the number %(number)s."),
                remedy=_("Correct it, or leave it empty to enter a new person."),
                field="known_as",
                number=number,
            )
        return held.person
    if identity is not None and identity.id_number:
        return next(iter(known_by_document({incident.id: identity}).values()), None)
    return None


def _name_by_number(incident: Incident, person: Person) -> None:
    """Let somebody who was entered now be known by the contact number that they were given."""
    with access.everywhere():
        number = Contact.objects.filter(incident=incident, person=person).values_list("number", flat=True).first()
        person.label = number or f"P-{person.id.hex[:8].upper()}"
        person.save(update_fields=["label"])

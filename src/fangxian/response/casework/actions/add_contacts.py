"""Name many contacts of one case at once: persons, identities and exposures, each in a few statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.casework.actions.record_relationship import Exposure, record_relationships
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.policies import require_either
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.loading import update
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.actions import NewPerson, create_persons, set_identities
from fangxian.response.registry.identity import IdentityCard
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import known_by_document

_UNNUMBERED = "…"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewContact:
    """Somebody whom a case may have exposed, and how.

    Attributes
    ----------
    area : str
        Area responsible, of a person who is entered now.
    person : Person or None
        Somebody on record; else `known_as` (a case or contact number) or the identity document finds them.
    """

    area: str
    last_exposure: datetime | None
    person: Person | None = None
    known_as: str = ""
    number: str = ""
    sex: str = ""
    age: int | None = None
    identity: IdentityCard | None = None
    kind: str = "close"
    first_exposure: datetime | None = None
    setting: str = ""
    social: str = ""
    certainty: str = "certain"


@transaction.atomic
def add_contacts(
    incident: Incident,
    source: Person,
    contacts: Sequence[NewContact],
    *,
    id: UUID,
    by: Post | None = None,
) -> list[Relationship]:
    """Name contacts; all or none.

    Parameters
    ----------
    id : UUID
        Minted by the caller: the same contacts sent twice in the same order are recorded once.

    Raises
    ------
    NotAllowed
        The post may record neither where the source nor where a contact belongs.
    NotFound
        ``contact.unknown``: nobody bears a number that is given.
    Invalid, Conflict
        As :func:`add_contact`.
    """
    for one in contacts:
        area = one.person.area if one.person is not None else one.area
        require_either(by, "case.write", (source.area, area))
    ids = [derived(id, place, "person") for place in range(len(contacts))]
    with access.everywhere():
        persons = _on_record(incident, contacts, ids)
        fresh = [place for place in range(len(contacts)) if place not in persons]
        made = create_persons([_new(contacts[place], ids[place]) for place in fresh])
        persons |= dict(zip(fresh, made, strict=True))
        cards = {persons[place]: contacts[place].identity for place in fresh}
        set_identities({person: card for person, card in cards.items() if card is not None})
    rows = record_relationships(
        incident,
        [_exposure(one, source, persons[place], derived(id, place)) for place, one in enumerate(contacts)],
        by=by,
    )
    _name_by_number(incident, [person for person in made if person.label == _UNNUMBERED])
    return rows


def _on_record(incident: Incident, contacts: Sequence[NewContact], ids: Sequence[UUID]) -> dict[int, Person]:
    """By place in the list: those who are on record, this request's own from an earlier sending among them."""
    own = Person.objects.in_bulk(ids)
    found = {place: own[key] for place, key in enumerate(ids) if key in own}
    found |= {place: one.person for place, one in enumerate(contacts) if one.person is not None}
    numbers = {one.known_as for one in contacts if one.known_as}
    bearing: dict[str, Person] = {}
    for model in (Case, Contact):  # a contact's number wins, as everywhere
        for held in model.objects.filter(incident=incident, number__in=numbers).select_related("person"):
            bearing[held.number] = held.person
    for place, one in enumerate(contacts):
        if one.known_as and place not in found:
            if one.known_as not in bearing:
                raise NotFound(
                    "contact.unknown",
                    _("No case or contact of the incident bears the number %(number)s."),
                    remedy=_("Correct it, or leave it empty to enter a new person."),
                    field="known_as",
                    number=one.known_as,
                )
            found[place] = bearing[one.known_as]
    cards = {
        ids[place]: one.identity
        for place, one in enumerate(contacts)
        if place not in found and one.identity is not None and one.identity.id_number
    }
    known = known_by_document(cards)
    return found | {place: known[key] for place, key in enumerate(ids) if key in known}


def _new(one: NewContact, id_: UUID) -> NewPerson:
    return NewPerson(label=one.number or _UNNUMBERED, area=one.area, sex=one.sex, age=one.age, id=id_)


def _exposure(one: NewContact, source: Person, person: Person, id_: UUID) -> Exposure:
    return Exposure(
        source=source,
        person=person,
        kind=one.kind,
        last_exposure=one.last_exposure,
        first_exposure=one.first_exposure,
        setting=one.setting,
        social=one.social,
        certainty=one.certainty,
        number=one.number,
        id=id_,
    )


def _name_by_number(incident: Incident, persons: Sequence[Person]) -> None:
    """Let those who were entered now be known by the contact number that they were given."""
    with access.everywhere():
        held = Contact.objects.filter(incident=incident, person__among=[person.pk for person in persons])
        numbers = dict(held.values_list("person", "number"))
        named = [person for person in persons if person.pk in numbers]
        for person in named:
            person.label = numbers[person.pk]
        update(named, ["label"])

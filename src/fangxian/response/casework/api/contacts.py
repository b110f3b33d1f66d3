"""``/api/v1/contacts``: contacts, their quarantine, many of them at once."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.actions import NewContact, add_contacts, control_contact, release_contact
from fangxian.response.casework.api.common import PersonOut, person_out, utc
from fangxian.response.casework.models import Contact
from fangxian.response.casework.queries import contacts
from fangxian.response.casework.queries.one import the_case, the_contact
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.registry.identity import IdentityCard

router = Router(tags=["cases"])


class ContactOut(Schema):
    """A contact as it stands."""

    id: UUID
    incident: UUID
    number: str
    person: PersonOut
    kind: str
    state: str = Field(description="active, waiting (not yet in quarantine), case, ended")
    area: str
    last_exposure: datetime | None
    identified_at: datetime
    controlled_at: datetime | None
    became_case_at: datetime | None
    ended_at: datetime | None


class ContactPage(Schema):
    """A page of contacts, last identified first."""

    items: list[ContactOut]
    after: str
    before: str


class QuarantineIn(Schema):
    """The beginning or the end of a quarantine."""

    id: UUID = Field(default_factory=uuid4)
    at: AwareDatetime
    mode: Literal["central", "home", "hospital"] = "central"


class ReleaseIn(QuarantineIn):
    """The end of a quarantine."""

    signer: str = Field("", max_length=120, description="Who signs for it before the rule's last day.")
    reason: str = Field("", max_length=300)


class NewContactIn(Schema):
    """Somebody whom a case may have exposed."""

    area: str = Field(max_length=32)
    last_exposure: AwareDatetime
    first_exposure: AwareDatetime | None = None
    known_as: str = Field("", description="Number of a case or contact on record.")
    number: str = ""
    kind: str = "close"
    setting: str = ""
    social: str = ""
    certainty: str = "certain"
    sex: Literal["F", "M", ""] = ""
    age: int | None = None
    name: str = ""
    phone: str = ""
    id_number: str = ""
    address: str = ""


class NewContactsIn(Schema):
    """Many contacts of one case; all or none."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records them once.")
    contacts: Annotated[list[NewContactIn], Field(max_length=2000)]


class Made(Schema):
    """How many were recorded, with their relationships."""

    relationships: list[UUID]


@router.get("/contacts", response=ContactPage, summary="Contacts, last identified first")
def list_contacts(
    request: HttpRequest,
    incident: UUID | None = None,
    kind: str = "",
    state: Literal["", "active", "waiting", "case", "ended"] = "",
    area: str = "",
    q: Annotated[str, Field(max_length=60)] = "",
    source: Annotated[str, Field(max_length=60, description="Number of whoever exposed them.")] = "",
    after: str = "",
    before: str = "",
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> ContactPage:
    """A page of contacts of one's area; follow `after` for the next."""
    acting_post(request, "case.read")
    page = contacts.page(contacts.ContactFilter(incident, kind, state, area, q, source), after, before, limit)
    return ContactPage(items=[_contact(one) for one in page.rows], after=page.after, before=page.before)


@router.post("/contacts/{id}/quarantine", response=ContactOut, summary="Quarantine begins")
def begin_quarantine(request: HttpRequest, id: UUID, said: QuarantineIn) -> ContactOut:
    """Evidence that a contact is under control."""
    post = acting_post(request, "case.write")
    held = the_contact(id)
    control_contact(held, by=post, **said.dict())
    return _contact(held)


@router.post("/contacts/{id}/release", response=ContactOut, summary="Quarantine ends")
def end_quarantine(request: HttpRequest, id: UUID, said: ReleaseIn) -> ContactOut:
    """A release; entered late, it ends nothing that a newer exposure has opened since."""
    post = acting_post(request, "case.write")
    held = the_contact(id)
    release_contact(held, by=post, **said.dict())
    return _contact(held)


@router.post("/cases/{id}/contacts", response={201: Made}, summary="Name many contacts of a case")
def create_contacts(request: HttpRequest, id: UUID, said: NewContactsIn) -> Status[Made]:
    """Persons, identities and exposures, in a few statements."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    rows = add_contacts(case.incident, case.person, [_new(one) for one in said.contacts], id=said.id, by=post)
    return Status(201, Made(relationships=[row.id for row in rows]))


def _contact(one: Contact) -> ContactOut:
    return ContactOut(
        id=one.id,
        incident=one.incident_id,
        number=one.number,
        person=person_out(one.person),
        kind=one.kind,
        state=contacts.state_of(one),
        area=one.area,
        last_exposure=utc(one.last_exposure),
        identified_at=utc(one.identified_at),
        controlled_at=utc(one.controlled_at),
        became_case_at=utc(one.became_case_at),
        ended_at=utc(one.ended_at),
    )


def _new(one: NewContactIn) -> NewContact:
    card = {name: getattr(one, name) for name in ("name", "phone", "id_number", "address")}
    said = one.dict(exclude=set(card))
    return NewContact(**said, identity=IdentityCard(**card) if any(card.values()) else None)

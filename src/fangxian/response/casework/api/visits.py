"""``/api/v1/cases/{id}/visits`` and ``/visits``: trajectories."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.actions import amend_visit, record_visit, void_visit
from fangxian.response.casework.api.common import utc
from fangxian.response.casework.models import Visit
from fangxian.response.casework.queries.one import the_case, the_contact, the_visit
from fangxian.response.casework.queries.visits import visits_of
from fangxian.response.jurisdiction.acting import acting_post

router = Router(tags=["cases"])


class VisitIn(Schema):
    """Where somebody was."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records one visit.")
    place: str = Field(max_length=120)
    place_area: str = Field(max_length=32, description="Code of the area where it is.")
    category: str = "other"
    began_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    transport: str = ""
    service: str = Field("", max_length=60, description="Number of the flight, train or vehicle, and the seat.")
    mask: Literal["", "worn", "not_worn", "partly"] = ""
    companions: str = Field("", max_length=300, description="Numbers and labels, never names.")
    told_by: str = "person"
    certainty: Literal["certain", "probable", "possible", "reconstructed"] = "certain"
    note: str = Field("", max_length=300)


class VisitOut(Schema):
    """A visit as it stands."""

    id: UUID
    incident: UUID
    person: UUID
    place: UUID
    place_name: str
    place_area: str
    category: str
    began_at: datetime
    ended_at: datetime | None
    transport: str
    service: str
    mask: str
    companions: str
    told_by: str
    certainty: str
    note: str
    exposes: bool = Field(description="Whether the place is on record as exposed by it.")
    voided_at: datetime | None


class VoidVisitIn(Schema):
    """Why a visit never was."""

    id: UUID = Field(default_factory=uuid4)
    reason: str = Field(max_length=300)


@router.get("/cases/{id}/visits", response=list[VisitOut], summary="Trajectory of a case")
def list_visits(request: HttpRequest, id: UUID) -> list[VisitOut]:
    """Visits that stand, in the order of time."""
    acting_post(request, "case.read")
    case = the_case(id)
    return [_visit(one) for one in visits_of(case.incident_id, case.person_id)]


@router.post("/cases/{id}/visits", response={201: VisitOut}, summary="Record a visit of a case")
def create_visit(request: HttpRequest, id: UUID, said: VisitIn) -> Status[VisitOut]:
    """A visit of the infectious period exposes the place, and decisions on it are owed."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    return Status(201, _visit(record_visit(case.incident, person=case.person, by=post, **said.dict())))


@router.get("/contacts/{id}/visits", response=list[VisitOut], summary="Trajectory of a contact")
def list_contact_visits(request: HttpRequest, id: UUID) -> list[VisitOut]:
    """Visits that stand, in the order of time."""
    acting_post(request, "case.read")
    contact = the_contact(id)
    return [_visit(one) for one in visits_of(contact.incident_id, contact.person_id)]


@router.post("/contacts/{id}/visits", response={201: VisitOut}, summary="Record a visit of a contact")
def create_contact_visit(request: HttpRequest, id: UUID, said: VisitIn) -> Status[VisitOut]:
    """It exposes no place unless the contact is a case by then; where they become one later, it is there already."""
    post = acting_post(request, "case.write")
    contact = the_contact(id)
    return Status(201, _visit(record_visit(contact.incident, person=contact.person, by=post, **said.dict())))


@router.post("/visits/{id}/amend", response=VisitOut, summary="Correct a visit")
def correct_visit(request: HttpRequest, id: UUID, said: VisitIn) -> VisitOut:
    """The visit as it should stand; the former statement stays in the record."""
    post = acting_post(request, "case.write")
    return _visit(amend_visit(the_visit(id), said.dict(exclude={"id"}), id=said.id, by=post))


@router.post("/visits/{id}/void", response=VisitOut, summary="Declare that a visit never was")
def revoke_visit(request: HttpRequest, id: UUID, said: VoidVisitIn) -> VisitOut:
    """The exposure of the place that rested on it is voided too."""
    post = acting_post(request, "case.write")
    return _visit(void_visit(the_visit(id), reason=said.reason, id=said.id, by=post))


def _visit(one: Visit) -> VisitOut:
    plain = ("place_name", "place_area", "category", "transport", "service", "mask", "companions", "told_by",
             "certainty", "note")  # fmt: skip
    return VisitOut(
        id=one.id,
        incident=one.incident_id,
        person=one.person_id,
        place=one.place_id,
        began_at=utc(one.began_at),
        ended_at=utc(one.ended_at),
        exposes=one.place_fact is not None and one.voided_at is None,
        voided_at=utc(one.voided_at),
        **{name: getattr(one, name) for name in plain},
    )

"""``/api/v1/relationships``: who may have exposed whom."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.errors import NotFound
from fangxian.response.casework.actions import record_relationship, void_relationship
from fangxian.response.casework.api.common import the_incident, the_person, utc
from fangxian.response.casework.models import Relationship
from fangxian.response.casework.queries.one import the_case
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock

router = Router(tags=["cases"])


class RelationshipOut(Schema):
    """Who may have exposed whom."""

    id: UUID
    incident: UUID
    source: UUID = Field(description="Person who may have infected.")
    person: UUID = Field(description="Person who may have been infected.")
    kind: str
    setting: str
    social: str
    first_exposure: datetime | None
    last_exposure: datetime | None
    certainty: str
    voided_at: datetime | None


class RelationshipIn(Schema):
    """An exposure to record."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records one.")
    incident: UUID
    source: UUID
    person: UUID
    kind: str = "close"
    last_exposure: AwareDatetime | None = Field(None, description="Needed unless the person is a case already.")
    first_exposure: AwareDatetime | None = None
    at: AwareDatetime | None = Field(None, description="When it was established; now by default.")
    setting: str = ""
    social: str = ""
    certainty: str = "certain"


class VoidIn(Schema):
    """Why an exposure never was."""

    reason: str = Field(max_length=300)
    at: AwareDatetime | None = None


@router.get("/cases/{id}/relationships", response=list[RelationshipOut], summary="Exposures of and by a case")
def list_relationships(request: HttpRequest, id: UUID) -> list[RelationshipOut]:
    """Who may have exposed the case, and whom it may have exposed; voided ones among them."""
    acting_post(request, "case.read")
    case = the_case(id)
    rows = Relationship.objects.filter(incident=case.incident_id)
    found = [*rows.filter(person=case.person_id), *rows.filter(source=case.person_id)]
    return [_relationship(row) for row in sorted(found, key=lambda row: (row.identified_at, str(row.id)))]


@router.post("/relationships", response={201: RelationshipOut}, summary="Record who exposed whom")
def create_relationship(request: HttpRequest, said: RelationshipIn) -> Status[RelationshipOut]:
    """The exposed person becomes a contact, of the strictest kind and the latest exposure over all sources."""
    post = acting_post(request, "case.write")
    fields = said.dict(exclude={"incident", "source", "person"})
    row = record_relationship(
        the_incident(said.incident), source=the_person(said.source), person=the_person(said.person), by=post, **fields
    )
    return Status(201, _relationship(row))


@router.post("/relationships/{id}/void", response=RelationshipOut, summary="Declare that an exposure never was")
def void(request: HttpRequest, id: UUID, said: VoidIn) -> RelationshipOut:
    """End what rested on the exposure alone."""
    post = acting_post(request, "case.write")
    row = Relationship.objects.select_related("source", "person").filter(id=id).first()
    if row is None:
        raise NotFound("relationship.unknown", "There is no such exposure in your area.")
    void_relationship(row, reason=said.reason, at=said.at or clock.now(), by=post)
    return _relationship(row)


def _relationship(row: Relationship) -> RelationshipOut:
    return RelationshipOut(
        id=row.id,
        incident=row.incident_id,
        source=row.source_id,
        person=row.person_id,
        kind=row.kind,
        setting=row.setting,
        social=row.social,
        first_exposure=utc(row.first_exposure),
        last_exposure=utc(row.last_exposure),
        certainty=row.certainty,
        voided_at=utc(row.voided_at),
    )

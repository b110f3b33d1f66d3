"""``/api/v1/incidents``: the outbreaks on record, and the opening of one."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.actions import open_incident
from fangxian.response.casework.api.common import utc
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.queries.tree import area as the_area
from fangxian.response.ledger import packs
from fangxian.response.ledger.models import Incident

router = Router(tags=["cases"])


class IncidentOut(Schema):
    """An incident."""

    id: UUID
    slug: str = Field(description="Short name, in addresses and on the command line.")
    title_zh: str
    title_en: str
    disease: str
    area: str
    opened_at: datetime
    closed_at: datetime | None
    pack: str = Field(description="The rulebook adopted last; empty where none was.")


class IncidentIn(Schema):
    """An incident to open."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice opens one incident.")
    slug: str = Field(max_length=60, pattern=r"^[-a-zA-Z0-9_]+$", examples=["tianjin-2020"])
    title_zh: str = Field(min_length=1, max_length=120)
    title_en: str = Field(min_length=1, max_length=120)
    area: str = Field(max_length=32, description="Code of what it is about; cases may lie in any area below it.")
    at: AwareDatetime = Field(description="When it was opened; the rulebook is in force from then on.")
    pack: str = Field(max_length=80, description="Id of a shipped rulebook; its disease is the incident's.")
    signed_by: str = Field(min_length=1, max_length=120, description="Who signed the rulebook in.")


@router.get("/incidents", response=list[IncidentOut], summary="Incidents, last opened first")
def list_incidents(request: HttpRequest) -> list[IncidentOut]:
    """Every incident on record; their ids are what cases and contacts name."""
    acting_post(request)
    rows = Incident.objects.order_by("-opened_at", "id").prefetch_related("adoptions")
    return [_incident(row) for row in rows]


@router.post("/incidents", response={201: IncidentOut}, summary="Open an incident")
def create_incident(request: HttpRequest, said: IncidentIn) -> Status[IncidentOut]:
    """Open an incident under a rulebook. Who may adopt rulebooks in the area may."""
    post = acting_post(request, "pack.adopt")
    the_area(said.area)
    incident = open_incident(**said.dict(), disease=packs.by_id(said.pack).disease, by=post)
    return Status(201, _incident(incident))


def _incident(row: Incident) -> IncidentOut:
    adopted = [adoption.pack for adoption in row.adoptions.all()]
    return IncidentOut(
        id=row.id,
        slug=row.slug,
        title_zh=row.title_zh,
        title_en=row.title_en,
        disease=row.disease,
        area=row.area,
        opened_at=utc(row.opened_at),
        closed_at=utc(row.closed_at),
        pack=adopted[-1] if adopted else "",
    )

"""``/api/v1/exports``: ask for a file, see how far it is, take it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID, uuid4

from django.http import FileResponse, HttpRequest
from ninja import Router, Schema, Status
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.interchange.actions import Wish, cancel_export, request_export, start_export
from fangxian.response.interchange.choice import EVERY, Only
from fangxian.response.interchange.models import Export
from fangxian.response.interchange.queries import the_export
from fangxian.response.interchange.saving import saved
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.models import Incident

router = Router(tags=["exports"])

Kind = Literal["cases", "contacts", "relationships", "classes", "measures", "visits", "follow_ups", "samples", "tasks"]


class OnlyIn(Schema):
    """Which cases and contacts; other kinds have none of these."""

    q: str = Field("", max_length=60, description="Beginning of a number or a label.")
    classification: str = Field("", description="Of cases.")
    route: str = Field("", description="Of cases; `unknown` for those without one.")
    by_date: Literal["", "reported", "onset", "classified"] = Field("", description="Which date of cases the days are.")
    contact_kind: str = Field("", description="Of contacts.")
    state: Literal["", "active", "waiting", "case", "ended"] = Field("", description="Of contacts.")
    source: str = Field("", max_length=60, description="Of contacts: number of the case or contact who exposed them.")


class ExportIn(Schema):
    """What to take away, and what for."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice asks once.")
    kinds: list[Kind] = Field(min_length=1)
    format: Literal["csv", "xlsx", "jsonl", "parquet", "fhir"] = "jsonl"
    purpose: str = Field(max_length=200, description="Recorded with the export.")
    incident: UUID | None = None
    area: str = Field("", description="Only this area and below; the post's where empty.")
    since: date | None = None
    until: date | None = None
    only: OnlyIn | None = None
    columns: dict[Kind, list[str]] = Field(default_factory=dict, description="By kind; all where not named.")
    identities: bool = Field(False, description="With names, identity numbers, phones, addresses; needs the right.")


class ExportOut(Schema):
    """An export and how far it is."""

    id: UUID
    state: str = Field(description="waiting, running, done, failed, cancelled, erased")
    kinds: list[str]
    format: str
    purpose: str
    identities: bool
    done: int
    whole: int
    filename: str
    size: int
    error: str
    asked_at: datetime
    finished_at: datetime | None


@router.post("/exports", response={201: ExportOut}, summary="Ask for an export")
def create_export(request: HttpRequest, said: ExportIn) -> Status[Export]:
    """Up to ten thousand rows are written at once; more are written beside, and the answer says how far."""
    post = acting_post(request, "case.export")
    incident = None
    if said.incident is not None:
        incident = Incident.objects.filter(id=said.incident).first()
        if incident is None:
            raise NotFound("incident.unknown", "There is no such incident.", field="incident")
    wish = Wish(
        incident=incident,
        kinds=tuple(said.kinds),
        columns={str(kind): names for kind, names in said.columns.items()},
        only=Only(**said.only.dict()) if said.only else EVERY,
        **said.dict(include={"format", "purpose", "area", "since", "until", "identities"}),
    )
    asked = request_export(wish, by=post, id=said.id)
    start_export(asked)
    asked.refresh_from_db()
    return Status(201, asked)


@router.get("/exports/{id}", response=ExportOut, summary="How far an export is")
def get_export(request: HttpRequest, id: UUID) -> Export:
    return the_export(id, acting_post(request, "case.export"))


@router.get("/exports/{id}/file", summary="The file of an export")
def get_file(request: HttpRequest, id: UUID) -> FileResponse:
    """For the post that asked for it, as long as it is kept."""
    return saved(the_export(id, acting_post(request, "case.export")))


@router.post("/exports/{id}/cancel", response=ExportOut, summary="Call an export off, or erase its file")
def cancel(request: HttpRequest, id: UUID) -> Export:
    post = acting_post(request, "case.export")
    return cancel_export(the_export(id, post), by=post)

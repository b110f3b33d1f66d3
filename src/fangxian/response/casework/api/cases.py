"""``/api/v1/cases``: cases, their history, their classification."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.actions import reclassify_case, report_case
from fangxian.response.casework.api.common import PersonOut, person_out, the_incident, the_person, utc
from fangxian.response.casework.models import Case
from fangxian.response.casework.queries import cases
from fangxian.response.casework.queries.one import the_case
from fangxian.response.jurisdiction.acting import acting_post

router = Router(tags=["cases"])

Classified = Literal["suspect", "probable", "confirmed", "asymptomatic"]
Reclassified = Literal["suspect", "probable", "confirmed", "asymptomatic", "excluded"]


class CaseOut(Schema):
    """A case as it stands."""

    id: UUID
    incident: UUID
    number: str
    person: PersonOut
    classification: str
    classified_at: datetime
    reported_at: datetime = Field(description="When it was first reported as suspected, confirmed or asymptomatic.")
    onset_on: date | None
    area: str = Field(description="Most exact area code known.", examples=["510117001"])
    route: str
    severity: str
    source: str
    cluster: str
    outcome: str


class StatusOut(Schema):
    """A line of a case's classification history."""

    classification: str
    at: datetime
    recorded_at: datetime
    replaced_at: datetime | None = Field(description="When a correction took its place.")


class CaseDetail(CaseOut):
    """A case with its history."""

    notes: str
    history: list[StatusOut]


class CasePage(Schema):
    """A page of cases, last reported first."""

    items: list[CaseOut]
    after: str = Field(description="Key of the next page; empty on the last.")
    before: str = Field(description="Key of the page before; empty on the first.")


class CaseIn(Schema):
    """A case to report."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice reports one case.")
    incident: UUID
    number: str = Field(max_length=60)
    classification: Classified
    at: AwareDatetime
    area: str = Field(max_length=32)
    person: UUID | None = Field(None, description="A person on record, such as a contact; otherwise one is entered.")
    sex: Literal["F", "M", ""] = ""
    age: int | None = None
    route: str = ""
    onset_on: date | None = None
    sampled_at: AwareDatetime | None = None
    reported_at: AwareDatetime | None = Field(None, description="When it was reported to the national network.")
    severity: str = ""
    source: str = Field("", max_length=300)
    cluster: str = Field("", max_length=160)
    notes: str = ""


class ReclassifyIn(Schema):
    """Another classification."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice changes it once.")
    classification: Reclassified
    at: AwareDatetime
    reason: str = Field("", max_length=300, description="Needed to exclude a case.")


@router.get("/cases", response=CasePage, summary="Cases, last reported first")
def list_cases(
    request: HttpRequest,
    incident: UUID | None = None,
    classification: str = "",
    route: str = "",
    area: Annotated[str, Field(description="Code; this area and all below it.")] = "",
    by_date: Literal["reported", "onset", "classified"] = "reported",
    since: date | None = None,
    until: date | None = None,
    q: Annotated[str, Field(max_length=60, description="Beginning of a number or a label.")] = "",
    after: str = "",
    before: str = "",
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> CasePage:
    """A page of cases of one's area; follow `after` for the next."""
    acting_post(request, "case.read")
    chosen = cases.CaseFilter(incident, classification, route, area, by_date, since, until, q)
    page = cases.page(chosen, after, before, limit)
    return CasePage(items=[_case(one) for one in page.rows], after=page.after, before=page.before)


@router.get("/cases/{id}", response=CaseDetail, summary="One case")
def get_case(request: HttpRequest, id: UUID) -> CaseDetail:
    """A case with its classification history."""
    acting_post(request, "case.read")
    return _detail(the_case(id))


@router.post("/cases", response={201: CaseDetail}, summary="Report a case")
def create_case(request: HttpRequest, said: CaseIn) -> Status[CaseDetail]:
    """Report a case. A person who is a contact becomes a case and keeps the contact's history."""
    post = acting_post(request, "case.write")
    fields = said.dict(exclude={"incident", "person"})
    person = the_person(said.person) if said.person else None
    case = report_case(the_incident(said.incident), by=post, person=person, **fields)
    return Status(201, _detail(case))


@router.post("/cases/{id}/classification", response=CaseDetail, summary="Change a case's classification")
def change_classification(request: HttpRequest, id: UUID, said: ReclassifyIn) -> CaseDetail:
    """Add a line to the history; the present classification is the last by time."""
    post = acting_post(request, "case.write")
    case = reclassify_case(the_case(id), said.classification, at=said.at, reason=said.reason, id=said.id, by=post)
    return _detail(case)


def _case_fields(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "incident": case.incident_id,
        "number": case.number,
        "person": person_out(case.person),
        "classification": case.classification,
        "classified_at": utc(case.classified_at),
        "reported_at": utc(case.reported_at),
        "onset_on": case.onset_on,
        "area": case.area,
        "route": case.route,
        "severity": case.severity,
        "source": case.source,
        "cluster": case.cluster,
        "outcome": case.outcome,
    }


def _case(case: Case) -> CaseOut:
    return CaseOut(**_case_fields(case))


def _detail(case: Case) -> CaseDetail:
    history = [
        StatusOut(
            classification=line.classification, at=line.at, recorded_at=line.recorded_at, replaced_at=line.replaced_at
        )
        for line in case.history.all()
    ]
    return CaseDetail(**_case_fields(case), notes=case.notes, history=history)

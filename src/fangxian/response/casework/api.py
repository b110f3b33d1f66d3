"""JSON of casework: ``/api/v1/cases``, ``/contacts``, ``/relationships``, ``/imports``.

Every answer holds what the caller's post may see, and nothing that tells who somebody is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import File, Form, Router, Schema, Status
from ninja.files import UploadedFile
from pydantic import AwareDatetime, Field

from fangxian.errors import NotFound
from fangxian.response.casework.actions import (
    control_contact,
    reclassify_case,
    record_relationship,
    release_contact,
    report_case,
    void_relationship,
)
from fangxian.response.casework.actions.import_linelist import ImportResult, import_linelist
from fangxian.response.casework.linelist.mapping import from_dict, guess, load_mapping
from fangxian.response.casework.linelist.messages import sentence
from fangxian.response.casework.linelist.table import read_bytes
from fangxian.response.casework.models import Case, Contact, Relationship
from fangxian.response.casework.pages.common import acting_post, the_case, the_contact
from fangxian.response.casework.queries import cases, contacts
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person
from fangxian.response.registry.queries import surviving

router = Router(tags=["cases"])

Classified = Literal["suspect", "probable", "confirmed", "asymptomatic"]
Reclassified = Literal["suspect", "probable", "confirmed", "asymptomatic", "excluded"]


class PersonOut(Schema):
    """A person without who they are."""

    id: UUID
    label: str = Field(description="Pseudonym; never a name.")
    sex: str = Field(description="F, M, or empty where unknown.")
    age: int | None


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


class ReviewOut(Schema):
    """A row for review."""

    row: int
    field: str
    code: str
    text: str
    reason: str


class ImportOut(Schema):
    """What came of an import: ``rows = created + updated + unchanged + rejected``."""

    id: UUID | None = Field(description="The import on record; null for a dry run.")
    rows: int
    created: int
    updated: int
    unchanged: int
    rejected: int
    links: int
    unlinked: int
    review: list[ReviewOut]


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
    person = _person(said.person) if said.person else None
    case = report_case(_incident(said.incident), by=post, person=person, **fields)
    return Status(201, _detail(case))


@router.post("/cases/{id}/classification", response=CaseDetail, summary="Change a case's classification")
def change_classification(request: HttpRequest, id: UUID, said: ReclassifyIn) -> CaseDetail:
    """Add a line to the history; the present classification is the last by time."""
    post = acting_post(request, "case.write")
    case = reclassify_case(the_case(id), said.classification, at=said.at, reason=said.reason, id=said.id, by=post)
    return _detail(case)


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
        _incident(said.incident), source=_person(said.source), person=_person(said.person), by=post, **fields
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


@router.get("/contacts", response=ContactPage, summary="Contacts, last identified first")
def list_contacts(
    request: HttpRequest,
    incident: UUID | None = None,
    kind: str = "",
    state: Literal["", "active", "waiting", "case", "ended"] = "",
    area: str = "",
    q: Annotated[str, Field(max_length=60)] = "",
    after: str = "",
    before: str = "",
    limit: Annotated[int, Field(ge=1, le=500)] = 50,
) -> ContactPage:
    """A page of contacts of one's area; follow `after` for the next."""
    acting_post(request, "case.read")
    page = contacts.page(contacts.ContactFilter(incident, kind, state, area, q), after, before, limit)
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


@router.post("/imports", response=ImportOut, summary="Import a line list")
def create_import(
    request: HttpRequest,
    file: File[UploadedFile],
    incident: Form[UUID],
    mapping: Form[str] = "",
    dry_run: Form[bool] = False,
) -> ImportOut:
    """CSV or XLSX, one case a row. `mapping` is the name of a shipped or saved mapping; guessed where empty."""
    post = acting_post(request, "case.import")
    table = read_bytes(file.read(), file.name or "upload")
    chosen = load_mapping(mapping) if mapping and not mapping.endswith(".toml") else guess(table).mapping
    result = import_linelist(_incident(incident), table, from_dict(chosen.as_dict()), dry_run=dry_run, by=post)
    return _import(result)


def _incident(id: UUID) -> Incident:
    found = Incident.objects.filter(id=id).first()
    if found is None:
        raise NotFound("incident.unknown", "There is no incident %(id)s.", id=id, field="incident")
    return found


def _person(id: UUID) -> Person:
    found = Person.objects.filter(id=surviving([id])[id]).first()
    if found is None:
        raise NotFound("person.unknown", "There is no such person in your area.", field="person")
    return found


def _utc(at: datetime | None) -> Any:
    """A time as every answer writes it, whatever offset it came in with."""
    return None if at is None else at.astimezone(UTC)


def _person_out(person: Person) -> PersonOut:
    return PersonOut(id=person.id, label=person.label, sex=person.sex, age=person.age)


def _case_fields(case: Case) -> dict[str, Any]:
    return {
        "id": case.id,
        "incident": case.incident_id,
        "number": case.number,
        "person": _person_out(case.person),
        "classification": case.classification,
        "classified_at": _utc(case.classified_at),
        "reported_at": _utc(case.reported_at),
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


def _relationship(row: Relationship) -> RelationshipOut:
    return RelationshipOut(
        id=row.id,
        incident=row.incident_id,
        source=row.source_id,
        person=row.person_id,
        kind=row.kind,
        setting=row.setting,
        social=row.social,
        first_exposure=_utc(row.first_exposure),
        last_exposure=_utc(row.last_exposure),
        certainty=row.certainty,
        voided_at=_utc(row.voided_at),
    )


def _contact(one: Contact) -> ContactOut:
    return ContactOut(
        id=one.id,
        incident=one.incident_id,
        number=one.number,
        person=_person_out(one.person),
        kind=one.kind,
        state=contacts.state_of(one),
        area=one.area,
        last_exposure=_utc(one.last_exposure),
        identified_at=_utc(one.identified_at),
        controlled_at=_utc(one.controlled_at),
        became_case_at=_utc(one.became_case_at),
        ended_at=_utc(one.ended_at),
    )


def _import(result: ImportResult) -> ImportOut:
    return ImportOut(
        id=result.batch,
        rows=result.rows,
        created=result.created,
        updated=result.updated,
        unchanged=result.unchanged,
        rejected=result.rejected,
        links=result.links,
        unlinked=result.unlinked,
        review=[
            ReviewOut(row=p.line, field=p.field, code=p.code, text=p.text, reason=sentence(p.code, p.params))
            for p in result.problems
        ],
    )

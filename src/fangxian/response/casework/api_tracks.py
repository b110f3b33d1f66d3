"""JSON of trajectories, follow-up and quick entry: ``/api/v1/cases/{id}/visits``, ``/visits``, ``/follow-ups``.

Every answer holds what the caller's post may see, and nothing that tells who somebody is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.errors import NotFound
from fangxian.response.casework.actions import (
    FollowUpReport,
    NewContact,
    add_contacts,
    amend_visit,
    end_follow_up,
    record_follow_ups,
    record_visit,
    void_visit,
)
from fangxian.response.casework.models import Contact, FollowUp, Visit
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.casework.pages.common import acting_post, the_case, the_contact
from fangxian.response.casework.pages.trajectory import the_visit
from fangxian.response.casework.queries import followups
from fangxian.response.casework.queries.visits import visits_of
from fangxian.response.ledger import clock
from fangxian.response.registry.identity import IdentityCard

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


class FollowUpIn(Schema):
    """What came of one contact's day."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records it once.")
    contact: UUID
    outcome: Literal["seen_well", "seen_ill", "missed", "not_attempted"]
    day: date | None = Field(None, description="Local day; today by default.")
    at: AwareDatetime | None = None
    method: Literal["in_person", "phone", "online"] = "in_person"
    temperature: float | None = Field(None, description="Degrees Celsius.")
    symptoms: list[str] = []
    note: str = Field("", max_length=200)


class FollowUpOut(Schema):
    """The follow-up of one contact on one day."""

    contact: UUID
    day: date
    outcome: str
    at: datetime
    method: str
    temperature: float | None
    symptoms: list[str]
    note: str


class StageOut(Schema):
    """A stage of quarantine or monitoring, with the clause that ends it."""

    name: str
    days: int
    ends_on: date
    clause: str
    cite: str
    mark: str


class CourseOut(Schema):
    """What the rulebook asks of a contact."""

    pack: str
    day_zero: date = Field(description="Local day of the last exposure.")
    quarantine_ends: date | None
    follow_up_ends: date
    test_days: list[date]
    stages: list[StageOut]


class GridLine(Schema):
    """One contact under follow-up, with what came of each day."""

    contact: UUID
    number: str
    area: str
    team: str
    kind: str
    course: CourseOut | None
    days: list[FollowUpOut]


class GridPage(Schema):
    """A page of contacts under follow-up, street by street."""

    items: list[GridLine]
    after: str


class EndIn(Schema):
    """The end of follow-up."""

    id: UUID = Field(default_factory=uuid4)
    at: AwareDatetime | None = None
    reason: str = Field("", max_length=300)
    signer: str = Field("", max_length=120, description="Needed before the rule's last day.")


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


@router.get("/follow-ups", response=GridPage, summary="Contacts under follow-up with every day")
def list_follow_ups(
    request: HttpRequest,
    incident: UUID | None = None,
    area: str = "",
    team: str = "",
    day: date | None = None,
    after: str = "",
    limit: Annotated[int, Field(ge=1, le=200)] = 50,
) -> GridPage:
    """A page, street by street; follow `after` for the next."""
    acting_post(request, "case.read")
    shown = day or clock.now().astimezone(clock.zone()).date()
    page = followups.page(followups.FollowUpFilter(incident, area, team), shown, after=after, size=limit)
    return GridPage(items=[_line(one) for one in page.lines], after=page.after)


@router.post("/follow-ups", response={201: list[FollowUpOut]}, summary="Record what came of follow-up")
def create_follow_ups(request: HttpRequest, said: list[FollowUpIn]) -> Status[list[FollowUpOut]]:
    """One or many; all or none. A second report of a contact and day corrects the first."""
    post = acting_post(request, "case.write")
    held = Contact.objects.in_bulk([one.contact for one in said])
    missing = next((one.contact for one in said if one.contact not in held), None)
    if missing is not None:
        raise NotFound("contact.unknown", _("There is no such contact in your area."), contact=str(missing))
    reports = [
        FollowUpReport(
            contact=held[one.contact],
            temperature=None if one.temperature is None else Decimal(f"{one.temperature:.1f}"),
            symptoms=tuple(one.symptoms),
            **one.dict(exclude={"contact", "temperature", "symptoms"}),
        )
        for one in said
    ]
    return Status(201, [_follow_up(row) for row in record_follow_ups(reports, by=post)])


@router.get("/contacts/{id}/course", response=CourseOut | None, summary="When quarantine and follow-up end")
def get_course(request: HttpRequest, id: UUID) -> CourseOut | None:
    """Computed from the rulebook, with the clause of each stage; null where it asks nothing of the kind."""
    acting_post(request, "case.read")
    return _course(Courses().of(the_contact(id)))


@router.post("/contacts/{id}/end-follow-up", response={204: None}, summary="End the follow-up of a contact")
def stop_follow_up(request: HttpRequest, id: UUID, said: EndIn) -> Status[None]:
    """Needs no last visit; before the rule's last day somebody signs by name."""
    post = acting_post(request, "case.write")
    end_follow_up(the_contact(id), by=post, **said.dict())
    return Status(204, None)


@router.post("/cases/{id}/contacts", response={201: Made}, summary="Name many contacts of a case")
def create_contacts(request: HttpRequest, id: UUID, said: NewContactsIn) -> Status[Made]:
    """Persons, identities and exposures, in a few statements."""
    post = acting_post(request, "case.write")
    case = the_case(id)
    rows = add_contacts(case.incident, case.person, [_new(one) for one in said.contacts], id=said.id, by=post)
    return Status(201, Made(relationships=[row.id for row in rows]))


def _new(one: NewContactIn) -> NewContact:
    card = {name: getattr(one, name) for name in ("name", "phone", "id_number", "address")}
    said = one.dict(exclude=set(card))
    return NewContact(**said, identity=IdentityCard(**card) if any(card.values()) else None)


def _utc(at: datetime | None) -> Any:
    return None if at is None else at.astimezone(UTC)


def _visit(one: Visit) -> VisitOut:
    plain = ("place_name", "place_area", "category", "transport", "service", "mask", "companions", "told_by",
             "certainty", "note")  # fmt: skip
    return VisitOut(
        id=one.id,
        incident=one.incident_id,
        person=one.person_id,
        place=one.place_id,
        began_at=_utc(one.began_at),
        ended_at=_utc(one.ended_at),
        exposes=one.place_fact is not None and one.voided_at is None,
        voided_at=_utc(one.voided_at),
        **{name: getattr(one, name) for name in plain},
    )


def _follow_up(row: FollowUp) -> FollowUpOut:
    return FollowUpOut(
        contact=row.contact_id,
        day=row.day,
        outcome=row.outcome,
        at=_utc(row.at),
        method=row.method,
        temperature=None if row.temperature is None else float(row.temperature),
        symptoms=row.symptoms,
        note=row.note,
    )


def _course(course: Course | None) -> CourseOut | None:
    if course is None:
        return None
    return CourseOut(
        pack=course.pack.id,
        day_zero=course.anchor,
        quarantine_ends=course.quarantine_ends,
        follow_up_ends=course.follow_up_ends,
        test_days=[day for _number, day in course.tests],
        stages=[
            StageOut(
                name=stage.name,
                days=stage.days,
                ends_on=stage.ends_on,
                clause="" if stage.clause is None else stage.clause.id,
                cite="" if stage.clause is None else stage.clause.cite,
                mark="" if stage.clause is None else stage.clause.mark,
            )
            for stage in course.stages
        ],
    )


def _line(line: followups.Line) -> GridLine:
    one = line.contact
    return GridLine(
        contact=one.id,
        number=one.number,
        area=one.area,
        team=one.team,
        kind=one.kind,
        course=_course(line.course),
        days=[_follow_up(line.days[day]) for day in sorted(line.days)],
    )

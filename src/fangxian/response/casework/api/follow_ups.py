"""``/api/v1/follow-ups``: what came of each day, and when quarantine and follow-up end."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.errors import NotFound
from fangxian.response.casework.actions import FollowUpReport, end_follow_up, record_follow_ups
from fangxian.response.casework.api.common import utc
from fangxian.response.casework.models import Contact, FollowUp
from fangxian.response.casework.observation import Course, Courses
from fangxian.response.casework.queries import followups
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock

router = Router(tags=["cases"])


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


def _follow_up(row: FollowUp) -> FollowUpOut:
    return FollowUpOut(
        contact=row.contact_id,
        day=row.day,
        outcome=row.outcome,
        at=utc(row.at),
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

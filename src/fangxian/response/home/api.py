"""``/api/v1/homes``: who is isolated at home, who was not heard of today, and what is learned of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.queries.one import the_contact
from fangxian.response.home.actions import Said, begin_home, check_dwelling, note_door, record_report
from fangxian.response.home.models import HomeStay
from fangxian.response.home.policies import READ, RUN
from fangxian.response.home.queries.board import COUNTS, board
from fangxian.response.home.queries.people import residents_of, the_home, to_call
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.quarantine.api import VerdictOut
from fangxian.response.quarantine.criteria import release_from_home

router = Router(tags=["home"])


class AreaOut(Schema):
    """An area with its counts."""

    area: str
    inside: int = Field(description="People isolated at home.")
    reported: int = Field(description="Of those: heard of today.")
    ill: int = Field(description="Ill today.")
    unreached: int = Field(description="Not reached call after call: somebody goes to the door.")
    breaches: int = Field(description="Left the dwelling, and that is not settled.")
    unfit: int = Field(description="In a dwelling that was not found fit.")
    leaving: int = Field(description="Last day today.")
    over: int = Field(description="Beyond the last day.")


class ResidentOut(Schema):
    """Somebody isolated at home."""

    id: UUID
    contact: UUID
    label: str
    area: str
    day: int | None = Field(description="Day of the course; day 0 is that of the last exposure.")
    last_day: date | None
    reported_on: date | None = Field(description="Last local day of which it is known how they are.")
    calls_missed: int
    unreached_at: datetime | None
    test_due: bool


class DwellingIn(Schema):
    """A look at a dwelling: every condition of the plan answered."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice records once.")
    results: dict[str, Literal["yes", "no", "none"]]
    notes: dict[str, str] = Field(default_factory=dict, description="By condition that does not hold: what was seen.")
    household: int = Field(0, ge=0, le=50)
    checker: str = Field(max_length=120)


class DwellingOut(Schema):
    """What came of the look."""

    id: UUID
    fit: bool = Field(description="Where false, the clauses of the rulebook ask for a site.")


class BeginIn(Schema):
    """Isolation at home begins."""

    id: UUID = Field(default_factory=uuid4)
    help_line: str = Field("", max_length=40)
    group: str = Field("", description="Group with a rule of its own, where the rulebook asks for a site.")
    signer: str = Field("", max_length=120)
    at: AwareDatetime | None = None


class Begun(Schema):
    """The stay that began."""

    id: UUID


class ReportIn(Schema):
    """What was learned of somebody on a call or at the door."""

    id: UUID = Field(default_factory=uuid4)
    source: Literal["call", "visit"]
    outcome: Literal["well", "ill", "missed"]
    temperature: Decimal | None = Field(None, description="Degrees Celsius.")
    symptoms: list[str] = []
    note: str = Field("", max_length=200)


class ReportOut(Schema):
    """What is on record."""

    id: UUID
    day: date
    half: Literal["am", "pm"]
    outcome: Literal["well", "ill", "missed"] = Field(description="A fever or a symptom makes it ill.")


class DoorIn(Schema):
    """A door sensor's word; evidence, never a breach by itself."""

    id: UUID = Field(default_factory=uuid4)
    at: AwareDatetime
    device: Annotated[str, Field(min_length=1, max_length=60)]


@router.get("/homes/board", response=list[AreaOut], summary="People isolated at home, by area")
def get_board(request: HttpRequest) -> list[dict[str, Any]]:
    """The areas one level below the caller's."""
    post = acting_post(request, READ)
    return [{name: getattr(line, name) for name in ("area", *COUNTS)} for line in board(post.area)]


@router.get("/homes/calls", response=list[ResidentOut], summary="Who was not heard of today")
def get_calls(request: HttpRequest, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> list[dict[str, Any]]:
    """The most urgent first; whoever is reached leaves the list."""
    acting_post(request, READ)
    today = clock.now().astimezone(clock.zone()).date()
    return [
        {
            "id": one.stay.id,
            "contact": one.stay.contact_id,
            "label": one.stay.person.label,
            "area": one.stay.area,
            "day": one.number,
            "last_day": one.last,
            "reported_on": one.stay.reported_on,
            "calls_missed": one.stay.calls_missed,
            "unreached_at": one.stay.unreached_at,
            "test_due": one.test is not None,
        }
        for one in residents_of(to_call(today, limit))
    ]


@router.post("/contacts/{id}/dwelling-checks", response={201: DwellingOut}, summary="Record a look at a dwelling")
def post_check(request: HttpRequest, id: UUID, body: DwellingIn) -> Status[Any]:
    """Fit where nothing that the plan needs is missing."""
    post = acting_post(request, RUN)
    said = body.model_dump()
    return Status(201, check_dwelling(the_contact(id), said.pop("results"), **said, by=post))


@router.post("/contacts/{id}/home", response={201: Begun}, summary="Begin isolation at home")
def post_home(request: HttpRequest, id: UUID, body: BeginIn) -> Status[HomeStay]:
    """Refused where the dwelling was not found fit, or the rulebook asks for a site and nobody signs."""
    post = acting_post(request, RUN)
    return Status(201, begin_home(the_contact(id), **body.model_dump(), by=post))


@router.post("/homes/{id}/reports", response={201: ReportOut}, summary="Record what a call or a visit brought")
def post_report(request: HttpRequest, id: UUID, body: ReportIn) -> Status[Any]:
    """The day's follow-up is the sum of its reports: ill if any says so."""
    post = acting_post(request, RUN)
    said = body.model_dump() | {"symptoms": tuple(body.symptoms)}
    return Status(201, record_report(the_home(id), Said(**said), by=post))


@router.post("/homes/{id}/door", response={204: None}, summary="Keep what a door sensor says")
def post_door(request: HttpRequest, id: UUID, body: DoorIn) -> Status[None]:
    """It stands beside the reports on the page of the stay."""
    post = acting_post(request, RUN)
    note_door(the_home(id), body.at, body.device, id=body.id, by=post)
    return Status(204, None)


@router.get("/homes/{id}/release", response=VerdictOut, summary="Whether somebody at home may be let go, and why not")
def get_release(request: HttpRequest, id: UUID) -> Any:
    """Every condition of the rulebook with its truth and its evidence, as of now."""
    acting_post(request, READ)
    return release_from_home(the_home(id).contact, clock.now())

"""``/api/v1/sites`` and ``/api/v1/stays``: sites, beds, daily checks, release."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.ids import derived
from fangxian.response.casework.queries.one import the_contact
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.quarantine.actions import Member, admit, check_health, release_stay
from fangxian.response.quarantine.criteria import release_of
from fangxian.response.quarantine.models import Room
from fangxian.response.quarantine.policies import READ, RUN
from fangxian.response.quarantine.queries.house import guests, the_stay
from fangxian.response.quarantine.queries.sites import SiteLine, board, the_site

router = Router(tags=["quarantine"])


class SiteOut(Schema):
    """A site with its counts."""

    id: UUID
    name: str
    area: str
    tiers: list[str] = Field(description="Kinds of contact it takes; empty for any.")
    free: dict[str, int] = Field(description="Rooms ready and empty, by class.")
    inside: int
    entered: int = Field(description="Came today.")
    leaving: int = Field(description="Last day today.")
    over: int = Field(description="Beyond the last day.")


class GuestOut(Schema):
    """Somebody who stays at a site."""

    stay: UUID
    contact: UUID
    label: str
    room: str
    bed: int
    day: int | None = Field(description="Day of the course; day 0 is that of the last exposure.")
    last_day: date | None
    checked: str = Field(description="Outcome of today's health check; empty where there was none.")
    test_due: bool


class MemberIn(Schema):
    """Somebody to be admitted."""

    contact: UUID
    group: Literal["", "child", "dependent", "elderly", "pregnant", "dialysis"] = ""


class AdmissionIn(Schema):
    """A family or one person for one room; all or none."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice admits once.")
    room: UUID
    members: Annotated[list[MemberIn], Field(min_length=1, max_length=20)]
    at: AwareDatetime | None = None
    joins: bool = Field(False, description="They belong to those who stay in the room already.")
    legal_basis: str = Field("", max_length=300)


class Admitted(Schema):
    """The stays that began, in the order of the members."""

    stays: list[UUID]


class CheckIn(Schema):
    """One person's daily check."""

    stay: UUID
    outcome: Literal["seen_well", "seen_ill", "missed"]
    temperature: Decimal | None = Field(None, description="Degrees Celsius.")
    symptoms: list[str] = []
    note: str = Field("", max_length=200)


class ChecksIn(Schema):
    """A round of daily checks; all or none."""

    id: UUID = Field(default_factory=uuid4)
    checks: Annotated[list[CheckIn], Field(min_length=1, max_length=2000)]


class ConditionOut(Schema):
    """One condition to be let go."""

    title: str
    truth: bool | None = Field(description="null where it cannot be known yet, which lets nobody go.")
    evidence: str


class VerdictOut(Schema):
    """Whether somebody may be let go now."""

    met: bool
    leads_to: str = Field(description="released, or home where isolation at home follows.")
    ends_on: date | None
    checks: list[ConditionOut]


class ReleaseIn(Schema):
    """Who signs for a release whose conditions all hold."""

    id: UUID = Field(default_factory=uuid4)
    signer: str = Field(max_length=120)


class Released(Schema):
    """What came of a release."""

    left_at: datetime
    certificate: str = Field(description="Serial number; empty where isolation at home follows.")


class Checked(Schema):
    """How many checks were recorded."""

    recorded: int


@router.get("/sites", response=list[SiteOut], summary="Quarantine sites with their free rooms")
def list_sites(request: HttpRequest) -> list[dict[str, Any]]:
    """Open sites of the caller's area, by name."""
    acting_post(request, READ)
    return [_site(line) for line in board()]


@router.get("/sites/{id}/guests", response=list[GuestOut], summary="Who stays at a site")
def list_guests(request: HttpRequest, id: UUID) -> list[dict[str, Any]]:
    """Everybody in house by room and bed, with the day of their course and what is owed today."""
    acting_post(request, READ)
    return [
        {
            "stay": guest.stay.id,
            "contact": guest.stay.contact_id,
            "label": guest.stay.person.label,
            "room": guest.stay.room.number,
            "bed": guest.stay.bed,
            "day": guest.number,
            "last_day": guest.last,
            "checked": guest.seen.outcome if guest.seen is not None else "",
            "test_due": guest.test is not None,
        }
        for guest in guests(the_site(id))
    ]


@router.post("/sites/{id}/stays", response={201: Admitted}, summary="Admit people to a room")
def post_stays(request: HttpRequest, id: UUID, body: AdmissionIn) -> Status[dict[str, Any]]:
    """Nobody has two beds, no bed two people; a family stays in one room."""
    post = acting_post(request, RUN)
    room = get_object_or_404(Room, id=body.room, site=the_site(id))
    members = [Member(the_contact(one.contact), one.group) for one in body.members]
    stays = admit(room, members, at=body.at, joins=body.joins, legal_basis=body.legal_basis, id=body.id, by=post)
    return Status(201, {"stays": [stay.id for stay in stays]})


@router.post("/sites/{id}/checks", response=Checked, summary="Record a round of daily health checks")
def post_checks(request: HttpRequest, id: UUID, body: ChecksIn) -> dict[str, int]:
    """Each is the day's follow-up of the contact; a second one of the same day corrects the first."""
    post = acting_post(request, RUN)
    checks = {
        one.stay: {
            "outcome": one.outcome, "temperature": one.temperature, "symptoms": tuple(one.symptoms), "note": one.note,
            "id": derived(body.id, one.stay),
        }
        for one in body.checks
    }  # fmt: skip
    return {"recorded": check_health(the_site(id), checks, by=post)}


@router.get("/stays/{id}/release", response=VerdictOut, summary="Whether somebody may be let go, and why not")
def get_release(request: HttpRequest, id: UUID) -> Any:
    """Every condition of the rulebook with its truth and its evidence, as of now."""
    acting_post(request, READ)
    return release_of(the_stay(id), clock.now())


@router.post("/stays/{id}/release", response=Released, summary="Let somebody go")
def post_release(request: HttpRequest, id: UUID, body: ReleaseIn) -> dict[str, Any]:
    """Refused with 409 `stay.conditions` while a condition does not hold; there is no way around."""
    post = acting_post(request, RUN)
    issued = release_stay(the_stay(id), signer=body.signer, id=body.id, by=post)
    return {"left_at": the_stay(id).left_at, "certificate": issued.serial if issued is not None else ""}


def _site(line: SiteLine) -> dict[str, Any]:
    names = ("inside", "entered", "leaving", "over")
    return {
        "id": line.site.id,
        "name": line.site.place.name,
        "area": line.site.area,
        "tiers": line.site.tiers,
        "free": dict(line.free),
    } | {name: getattr(line, name) for name in names}

"""JSON of zones: as of a moment, drawn before anybody proposes, and life inside."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Field, Router, Schema

from fangxian.errors import Invalid, NotFound
from fangxian.response.containment.actions import answer_need, propose_zone, raise_need
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.containment.policies import READ, REPORT
from fangxian.response.containment.queries import ZoneView, zones_as_of
from fangxian.response.containment.queries.drawing import Drawing, draw
from fangxian.response.containment.queries.one import the_need, the_zone
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident

router = Router(tags=["zones"])


class ZoneOut(Schema):
    """A zone as it stood at the moment asked for."""

    id: UUID
    name: str
    name_en: str
    kind: str
    kind_label: str
    area: str
    effective_from: datetime
    lifted_at: datetime | None
    in_force: bool
    signed_by: str
    reconstructed: bool
    last_infection: datetime | None
    clean_days: int | None
    earliest_lift: date | None


class CheckOut(Schema):
    """One condition to lift a zone."""

    figure: str
    title: str
    holds: bool | None = Field(description="Null where it is not known, which lifts nothing.")
    evidence: str


class CriteriaOut(Schema):
    """Whether a zone may be lifted or lowered now."""

    met: bool | None
    earliest: date | None
    lowers_to: str = Field(description="Kind to which it is lowered first; empty where it is lifted.")
    conditions: list[CheckOut]


class DrawIn(Schema):
    """How a zone is drawn."""

    incident: str = Field(description="Short name of the incident.")
    area: str = Field(description="Code of the area in which to look.")
    kind: str = Field(description="Key of a kind of zone of the rulebook in force.")
    way: Literal["computed", "list", "ring", "area"] = "computed"
    take: list[Literal["case", "visit", "contact"]] = ["case"]
    price: float | None = Field(None, gt=0, description="People to confine for one point at most.")
    named: str = Field("", max_length=20_000, description="Buildings of a list, one a line.")
    ring: list[tuple[float, float]] | None = Field(None, max_length=500, description="Corners in degrees.")


class DrawnOut(Schema):
    """One unit of a drawing."""

    name: str
    area: str
    level: str
    people: int
    estimated: bool
    cases: int
    visits: int
    contacts: int
    why: str


class AlternativeOut(Schema):
    """The same points covered by units of one size."""

    level: str
    allowed: bool
    zones: int
    people: int
    per_case: float | None
    uncovered: int


class DrawingOut(Schema):
    """What a zone would cover, and what other sizes would cost."""

    people: int
    per_case: float | None
    estimated: bool
    zones: list[DrawnOut]
    uncovered: list[str]
    alternatives: list[AlternativeOut]


class ProposeIn(DrawIn):
    """A drawing that is proposed."""

    id: UUID = Field(description="Minted by the caller; sending it twice proposes once.")
    name: str = Field(max_length=160)
    unit: str = Field(description="What it is drawn around, such as `building`.")
    reason: str = Field(max_length=300)
    triggered_at: datetime


class NeedIn(Schema):
    """A special need."""

    id: UUID | None = None
    category: str
    where: str = Field(max_length=80, description="Building and stairwell, never a name.")
    area: str = Field("", max_length=32, description="The part of the zone; by default what of it is the caller's.")
    detail: str = Field("", max_length=300)


class NeedOut(Schema):
    """A special need as it stands."""

    id: UUID
    category: str
    where: str
    raised_at: datetime
    answered_at: datetime | None
    answer: str
    withdrawn: bool


class AnswerIn(Schema):
    """What was done for a need."""

    id: UUID | None = None
    answer: str = Field(max_length=300)


@router.get("/zones", response=list[ZoneOut], summary="Zones of an incident as of a moment")
def list_zones(request: HttpRequest, incident: str, at: datetime | None = None) -> list[ZoneView]:
    """Zones that had been put in force by then (by default now), in the caller's area, the latest first.

    `incident` is the short name of one; `at` a moment with its offset.
    """
    acting_post(request, READ)
    return zones_as_of(_incident(incident).id, at or clock.now())


@router.get("/zones/{id}/criteria", response=CriteriaOut, summary="Whether a zone may be lifted")
def zone_criteria(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Every condition of its kind, true, false or not known, with its evidence."""
    zone = the_zone(id)
    require(acting_post(request, READ), READ, zone.area)
    found = criteria_to_lift(zone, clock.now())
    checks = [
        {
            "figure": one.condition.figure, "title": one.title, "holds": one.truth,
            "evidence": one.evidence,
        }
        for one in found.checks
    ]  # fmt: skip
    return {"met": found.met, "earliest": found.earliest, "lowers_to": found.lowers_to, "conditions": checks}


@router.post("/zones/draw", response=DrawingOut, summary="Draw a zone without proposing it")
def draw_zone(request: HttpRequest, data: DrawIn) -> dict[str, Any]:
    """The smallest units that cover the points, with the people they confine, and every other size beside them."""
    require(acting_post(request), REPORT, data.area)
    return _drawing(_drawn(data))


@router.post("/zones/propose", response={200: dict[str, str]}, summary="Draw a zone and propose it")
def propose(request: HttpRequest, data: ProposeIn) -> dict[str, str]:
    """The same drawing, on record as a proposal; headquarters has its clock."""
    post = acting_post(request)
    require(post, REPORT, data.area)
    made = _drawn(data)
    subject = propose_zone(
        _incident(data.incident), kind=data.kind, unit=data.unit, area=data.area, reason=data.reason, name=data.name,
        triggered_at=data.triggered_at, covered=made.covered(), id=data.id, by=post,
    )  # fmt: skip
    return {"subject": subject}


@router.post("/zones/{id}/needs", response=NeedOut, summary="Record a special need inside a zone")
def new_need(request: HttpRequest, id: UUID, data: NeedIn) -> Any:
    """Its clock is the rulebook's for its category."""
    return raise_need(the_zone(id), **data.dict(), by=acting_post(request))


@router.post("/needs/{id}/answer", response=NeedOut, summary="Record what was done for a special need")
def close_need(request: HttpRequest, id: UUID, data: AnswerIn) -> Any:
    """The evidence that ends its clock."""
    return answer_need(the_need(id), data.answer, id=data.id, by=acting_post(request))


def _incident(slug: str) -> Incident:
    found = Incident.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound(
            "incident.unknown",
            _("There is no incident “%(slug)s”."),
            remedy=_("Name one of the incidents of this workspace."),
            slug=slug,
        )
    return found


def _drawn(data: DrawIn) -> Drawing:
    incident, now = _incident(data.incident), clock.now()
    kinds = {key: kind for key, kind in kinds_in_force(incident.id, now).items() if kind.rank}
    if data.kind not in kinds:
        raise Invalid(
            "zone.kind",
            _("The rulebook in force has no zone “%(kind)s” that can be declared."),
            remedy=_("Choose one of: %(known)s."),
            field="kind",
            kind=data.kind,
            known=", ".join(kinds) or "–",
        )
    return draw(
        incident, data.area, kinds[data.kind], way=data.way, take=data.take, price=data.price, named=data.named,
        ring=data.ring, now=now,
    )  # fmt: skip


def _drawing(made: Drawing) -> dict[str, Any]:
    zones = [
        {
            "name": one.name, "area": one.code, "level": one.level, "people": one.people, "estimated": one.estimated,
            "cases": one.counts["case"], "visits": one.counts["visit"], "contacts": one.counts["contact"],
            "why": one.why,
        }
        for one in made.zones
    ]  # fmt: skip
    alternatives = [
        {
            "level": one.level, "allowed": one.allowed, "zones": one.zones, "people": one.people,
            "per_case": one.per_case, "uncovered": one.uncovered,
        }
        for one in made.alternatives
    ]  # fmt: skip
    return {
        "people": made.people, "per_case": made.per_case, "estimated": made.estimated, "zones": zones,
        "uncovered": [why for _point, why in made.uncovered], "alternatives": alternatives,
    }  # fmt: skip

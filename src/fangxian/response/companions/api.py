"""JSON of the companion search: asking, signing, the line, and the hits that people judge."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import Field

from fangxian.errors import NotFound
from fangxian.response.companions import jobs, queries, stays
from fangxian.response.companions.actions import (
    Wish,
    accept_hits,
    cancel_search,
    draw_line,
    erase_search,
    reject_hits,
    request_search,
    sign_search,
    take_back,
)
from fangxian.response.companions.models import Hit, Search
from fangxian.response.companions.policies import ASK, JUDGE, READ, SIGN
from fangxian.response.companions.stays import Layer
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.models import Incident

router = Router(tags=["companions"])

MOST = 500
"""Rows of one answer."""


class SearchIn(Schema):
    """What is asked of the stays."""

    id: UUID = Field(default_factory=uuid4, description="Sending it again asks once.")
    incident: UUID
    numbers: list[str] = Field(description="Numbers of cases or contacts; nobody else can be searched for.")
    purpose: str
    layer: str = Field(description="Which stays; GET /companions/stays names them.")
    min_minutes: float = 10
    window_days: int = 14
    min_hours: float | None = None
    operator: Literal["and", "or"] = "and"
    continuous: bool = Field(False, description="Ask the minutes of one spell.")
    only: Literal["", "indoor", "vehicle"] = ""
    clause: str = Field("", description="`<pack>#companion`; kept only if the parameters are the clause's.")
    kind: str = "companion"
    until: datetime | None = None
    front: int = Field(0, description="Rows in front that count, where the stays tell rows apart.")
    back: int = Field(0, description="Rows behind that count.")
    union: bool = Field(False, description="All cases as one: time with several at once counts once.")
    second: int = Field(0, description="Count the companions of so many of the strongest hits, too.")
    expected: float | None = None
    restriction_days: float | None = None


class StaysOut(Schema):
    """Stays that can be searched."""

    name: str
    places: str = Field(description="What stands for a place: `cell`, `grid:800`, `place_id`, `place_id/room` …")
    same: str = Field(description="What they tell apart in a place; empty for nothing.")
    stays: int
    phones: int
    first_day: str | None
    last_day: str | None


class SearchOut(Schema):
    """A search as it stands."""

    id: UUID
    incident: UUID
    area: str
    purpose: str
    state: str
    layer: str
    only: str
    same: str
    front: int
    back: int
    union: bool
    second: int
    clause: str
    kind: str
    min_minutes: float
    window_days: int
    min_hours: float | None
    operator: str
    continuous: bool
    until: datetime
    numbers: list[str]
    requested_at: datetime
    signed_at: datetime | None
    signed_by: str
    done: int
    whole: int
    error: str
    answer: dict[str, Any] = Field(description="Figures: persons, tiers, hits of random phones.")
    line: int | None
    line_persons: int
    accepted: int
    rejected: int
    false_share: float | None = Field(description="Rejected of all judged.")
    erased_at: datetime | None
    proof: str


class HitOut(Schema):
    """A hit; who it is stands nowhere until it is accepted."""

    id: UUID
    rank: int
    pseudonym: str
    clause: str = Field(description="What it was found under; empty for parameters given by hand.")
    tier: int
    dose: float
    minutes: float
    first: datetime
    last: datetime
    evidence: list[dict[str, Any]]
    person: UUID | None
    known_as: str
    decision: str
    reason: str
    note: str
    decided_at: datetime | None

    @staticmethod
    def resolve_person(hit: Hit) -> UUID | None:
        return hit.person_id


class WorthOut(Schema):
    """What a set of parameters was worth so far."""

    parameters: dict[str, Any]
    searches: int
    accepted: int
    rejected: int
    false_share: float | None


class SignIn(Schema):
    """Who signs."""

    id: UUID = Field(default_factory=uuid4)
    signed_by: str


class LineIn(SignIn):
    """Where the line lies, and why."""

    tier: int
    reason: str


class CancelIn(Schema):
    """Why a search is stopped."""

    id: UUID = Field(default_factory=uuid4)
    reason: str = ""


class HitsIn(Schema):
    """Hits that are decided on."""

    id: UUID = Field(default_factory=uuid4)
    hits: list[UUID]


class RejectIn(HitsIn):
    """Hits that are no companions, and why."""

    reason: str
    note: str = ""


@router.get("/companions", response=list[SearchOut], summary="Companion searches, the last first")
def list_searches(request: HttpRequest, limit: int = 50, offset: int = 0) -> list[SearchOut]:
    """Searches of the caller's area."""
    acting_post(request, READ)
    start = max(0, offset)
    return [_out(one) for one in queries.searches()[start : start + min(max(1, limit), MOST)]]


@router.get("/companions/stays", response=list[StaysOut], summary="Stays that can be searched")
def list_stays(request: HttpRequest) -> list[StaysOut]:
    """Names, sizes and days; nobody's stay."""
    acting_post(request, READ)
    return [_stays(one) for one in stays.layers()]


@router.get("/companions/worth", response=list[WorthOut], summary="False-hit rate of each set of parameters")
def worth(request: HttpRequest) -> list[queries.Worth]:
    """Of the hits that people judged, how many were no companions."""
    acting_post(request, READ)
    return queries.worth()


@router.post("/companions", response={201: SearchOut}, summary="Ask for a companion search")
def ask(request: HttpRequest, said: SearchIn) -> Status[SearchOut]:
    """Nothing is searched until another post has signed."""
    post = acting_post(request, ASK)
    incident = Incident.objects.filter(id=said.incident).first()
    if incident is None:
        raise NotFound("incident.unknown", _("There is no incident %(id)s."), id=said.incident)
    wish = Wish(**said.dict(exclude={"id", "incident"}))
    return Status(201, _out(request_search(incident, wish, area=post.area, id=said.id, by=post)))


@router.get("/companions/{uuid:id}", response=SearchOut, summary="A companion search")
def one(request: HttpRequest, id: UUID) -> SearchOut:
    """Its parameters, state and figures."""
    acting_post(request, READ)
    return _out(queries.the_search(id))


@router.post("/companions/{uuid:id}/sign", response=SearchOut, summary="Sign a companion search")
def sign(request: HttpRequest, id: UUID, said: SignIn) -> SearchOut:
    """It is queued and run; ask again for its state."""
    post = acting_post(request, SIGN)
    held = sign_search(queries.the_search(id), signed_by=said.signed_by, id=said.id, by=post)
    return _run(held)


@router.post("/companions/{uuid:id}/cancel", response=SearchOut, summary="Cancel a companion search")
def cancel(request: HttpRequest, id: UUID, said: CancelIn) -> SearchOut:
    """Before it has answered."""
    post = acting_post(request, READ)
    return _out(cancel_search(queries.the_search(id), reason=said.reason, id=said.id, by=post))


@router.post("/companions/{uuid:id}/line", response=SearchOut, summary="Draw the line in the hits")
def line(request: HttpRequest, id: UUID, said: LineIn) -> SearchOut:
    """The hits above it are taken in for review; the rest of the list is erased."""
    post = acting_post(request, SIGN)
    held = queries.the_search(id)
    return _run(draw_line(held, tier=said.tier, reason=said.reason, signed_by=said.signed_by, id=said.id, by=post))


@router.post("/companions/{uuid:id}/erase", response=SearchOut, summary="Erase the hits of a search")
def erase(request: HttpRequest, id: UUID, said: SignIn) -> SearchOut:
    """With a proof; figures and contacts stay."""
    post = acting_post(request, SIGN)
    return _out(erase_search(queries.the_search(id), signed_by=said.signed_by, id=said.id, by=post))


@router.get("/companions/{uuid:id}/hits", response=list[HitOut], summary="Hits of a search")
def hits(
    request: HttpRequest,
    id: UUID,
    decision: Literal["", "waiting", "accepted", "rejected"] = "",
    after: int = 0,
    limit: int = 100,
) -> list[Hit]:
    """By rank, those after a rank."""
    acting_post(request, READ)
    rows = queries.the_search(id).hits.filter(rank__gt=after).select_related("search").order_by("rank")
    if decision:
        rows = rows.filter(decision=decision)
    return list(rows[: min(max(1, limit), MOST)])


@router.post("/companions/{uuid:id}/hits/accept", response=list[HitOut], summary="Accept hits as contacts")
def accept(request: HttpRequest, id: UUID, said: HitsIn) -> list[Hit]:
    """Each becomes a contact of every case it was together with."""
    post = acting_post(request, JUDGE)
    return accept_hits(queries.the_search(id), said.hits, id=said.id, by=post)


@router.post("/companions/{uuid:id}/hits/reject", response=list[HitOut], summary="Reject hits with a reason")
def reject(request: HttpRequest, id: UUID, said: RejectIn) -> list[Hit]:
    """Nobody learns who they were."""
    post = acting_post(request, JUDGE)
    return reject_hits(queries.the_search(id), said.hits, reason=said.reason, note=said.note, id=said.id, by=post)


@router.post("/companions/{uuid:id}/hits/take-back", response=list[HitOut], summary="Take decisions on hits back")
def take_decisions_back(request: HttpRequest, id: UUID, said: HitsIn) -> list[Hit]:
    """They wait again; what accepting them recorded is voided."""
    post = acting_post(request, JUDGE)
    return take_back(queries.the_search(id), said.hits, id=said.id, by=post)


def _stays(one: Layer) -> StaysOut:
    first, last = one.days or (None, None)
    index = one.index
    sizes = {"stays": index.stays, "phones": index.people.size}
    return StaysOut(name=one.name, places=index.meta.places, same=index.same, first_day=first, last_day=last, **sizes)


def _run(held: Search) -> SearchOut:
    jobs.hand_over(held)
    return _out(held)


def _out(held: Search) -> SearchOut:
    said = {name: getattr(held, name) for name in SearchOut.model_fields if hasattr(held, name)}
    said |= {
        "incident": held.incident_id,
        "numbers": [person["number"] for person in held.people],
        "false_share": held.rejected / held.reviewed if held.reviewed else None,
    }
    return SearchOut(**said)

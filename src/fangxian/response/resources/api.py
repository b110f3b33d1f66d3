"""``/api/v1/stores``, ``/stock``, ``/stock-requests``, ``/shipments`` and ``/teams``: goods and who is free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.models import Incident
from fangxian.response.resources import actions
from fangxian.response.resources.actions.ask import MOST
from fangxian.response.resources.models import Request, Shipment, ShipmentLine, Store, Voucher
from fangxian.response.resources.policies import PLAN, READ, RUN
from fangxian.response.resources.queries import one as the
from fangxian.response.resources.queries.requests import Asked, Wanted, asked, open_requests, shipments_of
from fangxian.response.resources.queries.stock import Line, runway
from fangxian.response.resources.queries.teams import TeamLine, teams
from fangxian.response.resources.shipping import lines_of

router = Router(tags=["resources"])

Units = Annotated[int, Field(ge=1, le=1_000_000_000)]
Words = Annotated[str, Field(max_length=300)]
Name = Annotated[str, Field(min_length=1, max_length=120)]


class StoreOut(Schema):
    """A store."""

    id: UUID
    name: str
    area: str
    kind: str


class StockOut(Schema):
    """An item in a store."""

    store: UUID
    item: UUID
    code: str
    name: str
    unit: str
    usable: int = Field(description="Units on the shelf that have not expired.")
    expired: int
    aside: int = Field(description="Units set aside for others.")
    coming: int = Field(description="Units set aside or on the road for this store.")
    daily: float = Field(description="Units a day: used lately, or planned, whichever is more.")
    days: float | None = Field(description="Days until the shelf is empty; null where nothing is used.")


class BookIn(Schema):
    """Goods that came from outside (`origin` says from whom), or that were used."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice books once.")
    store: UUID
    item: UUID
    quantity: Units
    what: Literal["received", "used"]
    words: Words = Field("", description="From whom they came, or what they were used for.")
    lot: str = Field("", max_length=40)
    expires_on: date | None = None
    at: AwareDatetime | None = None


class CountIn(Schema):
    """What was counted, by lot."""

    id: UUID = Field(default_factory=uuid4)
    store: UUID
    item: UUID
    counted: dict[UUID, Annotated[int, Field(ge=0)]]
    reason: Words = ""


class ReverseIn(Schema):
    """Why a booking is reversed."""

    id: UUID = Field(default_factory=uuid4)
    reason: Words


class Booked(Schema):
    """A booking."""

    id: UUID
    kind: str
    at: datetime


class GoodsIn(Schema):
    """Goods of one kind, and how many units of them."""

    item: UUID
    quantity: Units


class RequestIn(Schema):
    """Goods that a store asks for, each kind once."""

    id: UUID = Field(default_factory=uuid4)
    incident: UUID
    store: UUID
    lines: list[GoodsIn] = Field(min_length=1, max_length=MOST)
    needed_by: AwareDatetime
    urgency: Literal["normal", "urgent", "critical"] = "normal"
    reason: Words = ""


class WantedOut(Schema):
    """A line of a request with what came of it."""

    id: UUID
    item: UUID
    quantity: int
    promised: int = Field(description="Units set aside, on the road or received.")
    received: int


class RequestOut(Schema):
    """A request with what came of each of its lines."""

    id: UUID
    store: UUID
    needed_by: datetime
    urgency: str
    state: str
    lines: list[WantedOut]


class GivenIn(Schema):
    """How much of a line of a request."""

    line: UUID
    quantity: Units


class AllotIn(Schema):
    """From which store, and how much of which lines: one shipment for all of them, or none."""

    id: UUID = Field(default_factory=uuid4)
    source: UUID
    lines: list[GivenIn] = Field(min_length=1, max_length=MOST)


class SentOut(Schema):
    """A line of a shipment."""

    id: UUID
    wanted: UUID = Field(description="The line of the request.")
    item: UUID
    quantity: int
    received: int | None

    @staticmethod
    def resolve_wanted(one: ShipmentLine) -> UUID:
        return one.wanted_id

    @staticmethod
    def resolve_item(one: ShipmentLine) -> UUID:
        return one.wanted.item_id


class ShipmentOut(Schema):
    """A shipment."""

    id: UUID
    request: UUID
    source: UUID
    target: UUID
    lines: list[SentOut]
    state: str
    allotted_at: datetime
    sent_at: datetime | None
    ended_at: datetime | None

    @staticmethod
    def resolve_request(one: Shipment) -> UUID:
        return one.request_id

    @staticmethod
    def resolve_source(one: Shipment) -> UUID:
        return one.source_id

    @staticmethod
    def resolve_target(one: Shipment) -> UUID:
        return one.target_id

    @staticmethod
    def resolve_lines(one: Shipment) -> list[ShipmentLine]:
        with access.everywhere():  # the line of the request may lie in another area
            return lines_of(one)


class SendIn(Schema):
    """Who gave the goods, and who took them on the road."""

    giver: Name
    carrier: Name
    at: AwareDatetime | None = None


class ArrivedIn(Schema):
    """How much of a line of a shipment arrived."""

    line: UUID
    quantity: int = Field(ge=0, le=1_000_000_000)


class ReceiveIn(Schema):
    """What arrived of every line, and who signed; `note` says why less arrived."""

    lines: list[ArrivedIn] = Field(min_length=1, max_length=MOST)
    receiver: Name
    note: Words = ""
    at: AwareDatetime | None = None


class TeamOut(Schema):
    """A team and what it does now."""

    id: UUID
    name: str
    kind: str
    area: str
    members: int
    skills: list[str]
    state: str = Field(description="`standby`, `called`, `duty` or `resting`.")
    hours: float | None = Field(description="Hours on duty; null for a team that is not.")


@router.get("/stores", response=list[StoreOut], summary="Stores")
def stores(request: HttpRequest) -> list[Store]:
    """Open stores in the post's area."""
    acting_post(request, READ)
    return list(Store.objects.filter(closed_at=None).order_by("area", "name"))


@router.get("/stock", response=list[StockOut], summary="Stock, what runs out first first")
def stock(request: HttpRequest, store: UUID | None = None) -> list[dict[str, Any]]:
    """Items by store with the days they last, of one store or of all in the post's area."""
    acting_post(request, READ)
    return [_stock(line) for line in runway([the.the_store(store)] if store else None)]


@router.post("/stock/bookings", response={201: Booked}, summary="Book goods in or used")
def book(request: HttpRequest, said: BookIn) -> Status[Voucher]:
    """Book goods that came from outside, or that were used."""
    post = acting_post(request, RUN)
    store, item = the.the_store(said.store), the.the_item(said.item)
    common: dict[str, Any] = {"at": said.at, "id": said.id, "by": post}
    if said.what == "used":
        return Status(201, actions.use_goods(store, item, said.quantity, reason=said.words, **common))
    more: dict[str, Any] = {"origin": said.words, "lot": said.lot, "expires_on": said.expires_on}
    return Status(201, actions.receive_goods(store, item, said.quantity, **more, **common))


@router.post("/stock/counts", response={201: Booked}, summary="Count a shelf")
def count(request: HttpRequest, said: CountIn) -> Status[Voucher]:
    """Record what was counted; the differences are booked."""
    post = acting_post(request, RUN)
    store, item = the.the_store(said.store), the.the_item(said.item)
    return Status(201, actions.count_stock(store, item, said.counted, reason=said.reason, id=said.id, by=post))


@router.post("/stock/bookings/{id}/reverse", response=Booked, summary="Reverse a booking")
def reverse(request: HttpRequest, id: UUID, said: ReverseIn) -> Voucher:
    """Book the opposite of a booking."""
    post = acting_post(request, RUN)
    return actions.reverse_voucher(the.the_voucher(id), reason=said.reason, id=said.id, by=post)


@router.get("/stock-requests", response=list[RequestOut], summary="Open requests")
def requests(request: HttpRequest) -> list[dict[str, Any]]:
    """Open requests in the post's area, what is needed first first."""
    acting_post(request, READ)
    return [_asked(one) for one in open_requests()]


@router.post("/stock-requests", response={201: RequestOut}, summary="Ask for goods")
def ask(request: HttpRequest, said: RequestIn) -> Status[dict[str, Any]]:
    """Ask for goods for a store; its clocks begin."""
    post = acting_post(request, RUN)
    incident = get_object_or_404(Incident, id=said.incident)
    goods = [(the.the_item(line.item), line.quantity) for line in said.lines]
    made = actions.ask(
        the.the_store(said.store), goods, incident=incident, id=said.id, by=post, needed_by=said.needed_by,
        urgency=said.urgency, reason=said.reason,
    )  # fmt: skip
    (line,) = asked(Request.objects.filter(id=made.id))
    return Status(201, _asked(line))


@router.get("/stock-requests/{id}/shipments", response=list[ShipmentOut], summary="Shipments of a request")
def shipments(request: HttpRequest, id: UUID) -> list[Shipment]:
    """What was allotted to a request, and where it is."""
    acting_post(request, READ)
    return shipments_of(the.the_request(id))


@router.post("/stock-requests/{id}/allot", response={201: ShipmentOut}, summary="Allot goods")
def allot(request: HttpRequest, id: UUID, said: AllotIn) -> Status[Shipment]:
    """Set goods of a store aside for a request, whole or in part."""
    post = acting_post(request, PLAN)
    given = _by_line(said.lines)
    return Status(201, actions.allot(the.the_request(id), the.the_store(said.source), given, id=said.id, by=post))


@router.post("/shipments/{id}/send", response=ShipmentOut, summary="Send goods")
def send(request: HttpRequest, id: UUID, said: SendIn) -> Shipment:
    """Give goods into a carrier's hands."""
    post = acting_post(request, RUN)
    told = said.dict(include={"giver", "carrier", "at"})
    return actions.send(the.the_shipment(id), **told, by=post)


@router.post("/shipments/{id}/receive", response=ShipmentOut, summary="Receive goods")
def receive(request: HttpRequest, id: UUID, said: ReceiveIn) -> Shipment:
    """Sign for goods that arrived; what is missing is booked as lost."""
    post = acting_post(request, RUN)
    told = said.dict(include={"receiver", "note", "at"})
    return actions.receive(the.the_shipment(id), _by_line(said.lines), **told, by=post)


@router.get("/teams", response=list[TeamOut], summary="Teams")
def troops(
    request: HttpRequest, kind: str = "", state: Literal["", "standby", "called", "duty", "resting"] = ""
) -> list[dict[str, Any]]:
    """Teams of the post's area and those called to it, with what they do now."""
    acting_post(request, READ)
    return [_team(line) for line in teams(kind, state)]


def _by_line(lines: Sequence[GivenIn | ArrivedIn]) -> dict[UUID, int]:
    found = {one.line: one.quantity for one in lines}
    if len(found) < len(lines):
        raise Invalid("lines.twice", _("A line is named twice."), remedy=_("Name each line once."), field="lines")
    return found


def _stock(line: Line) -> dict[str, Any]:
    item = line.item
    return {
        "store": line.store.id, "item": item.id, "code": item.code, "name": item.name, "unit": item.unit,
        "usable": line.usable, "expired": line.expired, "aside": line.aside, "coming": line.coming,
        "daily": round(line.daily, 3), "days": line.lasts,
    }  # fmt: skip


def _asked(line: Asked) -> dict[str, Any]:
    one = line.request
    return {
        "id": one.id, "store": one.store_id, "needed_by": one.needed_by, "urgency": one.urgency, "state": one.state,
        "lines": [_wanted(each) for each in line.lines],
    }  # fmt: skip


def _wanted(one: Wanted) -> dict[str, Any]:
    line = one.line
    return {
        "id": line.id, "item": line.item_id, "quantity": line.quantity, "promised": one.promised,
        "received": one.received,
    }  # fmt: skip


def _team(line: TeamLine) -> dict[str, Any]:
    team = line.team
    return {
        "id": team.id, "name": team.name, "kind": team.kind, "area": team.area, "members": team.members,
        "skills": team.skills, "state": line.state, "hours": line.hours,
    }  # fmt: skip

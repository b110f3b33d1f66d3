"""``/api/v1/transfers``, ``/vehicles``, ``/rides`` and ``/transfer-plans``: who is carried, by whom, where to."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest
from ninja import Router, Schema, Status
from pydantic import AwareDatetime, Field

from fangxian.response.casework.queries.one import the_case, the_contact
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger.models import Incident
from fangxian.response.quarantine.queries.sites import the_site
from fangxian.response.registry.models import Place
from fangxian.response.transfer import jobs
from fangxian.response.transfer.actions import (
    Rider,
    allot,
    ask_plan,
    board,
    bring_to_door,
    cancel_transfer,
    deliver,
    disinfect_vehicle,
    give,
    refuse_pickup,
    request_transfer,
    sign_plan,
)
from fangxian.response.transfer.models import Custody, Plan, Ride, Transfer
from fangxian.response.transfer.planning import BOUNDS, USUAL, Wish
from fangxian.response.transfer.policies import ASK, DRIVE, PLAN, READ
from fangxian.response.transfer.queries import board as reads

router = Router(tags=["transfer"])

People = Annotated[list[UUID], Field(min_length=1, max_length=80)]


class TransferOut(Schema):
    """One person's transfer."""

    id: UUID
    label: str
    tier: str = Field(description="`case` or the kind of contact.")
    family: UUID = Field(description="Shared by those who travel together.")
    state: str
    custody: str = Field(description="`origin`, `vehicle`, or empty once somebody else has taken them in.")
    ride: UUID | None
    place: str = Field(description="Where they go; empty before it is known.")
    requested_at: datetime
    due_at: datetime | None = Field(description="By when the rulebook in force has them arrive.")
    ended_at: datetime | None


class MemberIn(Schema):
    """Somebody to be carried: a contact or a case."""

    contact: UUID | None = None
    case: UUID | None = None
    group: Literal["", "child", "dependent", "elderly", "pregnant", "dialysis"] = ""
    accessible: bool = False


class RequestIn(Schema):
    """People who travel together; all or none."""

    id: UUID = Field(default_factory=uuid4, description="Minted by the caller: sending it twice asks once.")
    incident: UUID
    members: Annotated[list[MemberIn], Field(min_length=1, max_length=20)]
    pickup: str = Field("", max_length=120)
    hospital: UUID | None = Field(None, description="Place; for cases.")
    lon: float | None = Field(None, ge=-180, le=180)
    lat: float | None = Field(None, ge=-90, le=90)
    at: AwareDatetime | None = None


class Asked(Schema):
    """The transfers asked for, in the order of the members."""

    transfers: list[UUID]


class AllotIn(Schema):
    """A vehicle and a site."""

    id: UUID = Field(default_factory=uuid4)
    transfers: People
    vehicle: UUID
    site: UUID | None = None
    leaves_at: AwareDatetime | None = None


class RideOut(Schema):
    """A ride."""

    id: UUID
    vehicle: str = Field(description="Plate.")
    tier: str
    state: str
    leaves_at: datetime
    departed_at: datetime | None
    ended_at: datetime | None


class ActIn(Schema):
    """Something done with people; `words` is the reason, or the name of who gives or takes them."""

    id: UUID = Field(default_factory=uuid4)
    transfers: People
    words: str = Field("", max_length=300)
    at: AwareDatetime | None = None


class VehicleOut(Schema):
    """A vehicle."""

    id: UUID
    plate: str
    kind: str
    seats: int
    tiers: list[str]
    state: str
    aboard: int


class CleanIn(Schema):
    """A disinfection."""

    id: UUID = Field(default_factory=uuid4)
    agent: str = Field(max_length=60)
    minutes: int | None = Field(None, ge=1, le=1440)
    at: AwareDatetime | None = None


class PlanIn(Schema):
    """What a plan keeps to."""

    id: UUID = Field(default_factory=uuid4)
    incident: UUID
    redo: bool = Field(False, description="Plan rides anew that have not left.")
    ride_limit_min: int = USUAL.ride_limit_min
    disinfect_min: int = USUAL.disinfect_min
    stop_min: int = USUAL.stop_min
    km_per_h: int = USUAL.km_per_h
    limit_km: int = Field(USUAL.limit_km, description="Longest way to a site; 0 for any.")


class PlanOut(Schema):
    """A plan and what came of it."""

    id: UUID
    state: str
    done: int
    whole: int
    error: str
    gap: float | None = Field(description="Relative distance of the choice of sites from the best possible, at most.")
    rides: int
    left: dict[str, Any] = Field(description="Families left over, with code and values of the reason.")


class SignIn(Schema):
    """Who signs."""

    signer: str = Field(max_length=120)


@router.get("/transfers", response=list[TransferOut], summary="Open transfers with their limit")
def list_transfers(request: HttpRequest) -> list[dict[str, Any]]:
    """Everybody who waits or is on the road, the most urgent first."""
    acting_post(request, READ)
    return _out(reads.open_transfers())


@router.get("/transfers/{id}", response=TransferOut, summary="One transfer")
def get_transfer(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """State, custody and limit of one person's transfer."""
    acting_post(request, READ)
    (found,) = _out(reads.the_transfers([id]))
    return found


@router.post("/transfers", response={201: Asked}, summary="Ask for a transfer")
def post_transfer(request: HttpRequest, body: RequestIn) -> Status[dict[str, Any]]:
    """Cases and contacts are never asked for together; nobody is asked for twice."""
    post = acting_post(request, ASK)
    riders = [Rider(_person(one), one.group, one.accessible) for one in body.members]
    incident = Incident.objects.get(id=body.incident)
    with access.everywhere():
        hospital = Place.objects.filter(id=body.hospital).first() if body.hospital else None
    made = request_transfer(
        incident, riders, pickup=body.pickup, hospital=hospital, lon=body.lon, lat=body.lat, at=body.at, id=body.id,
        by=post,
    )  # fmt: skip
    return Status(201, {"transfers": [one.id for one in made]})


@router.post("/transfers/steps/{what}", response=Asked, summary="Cancel, give, refuse, bring to the door, hand over")
def post_act(
    request: HttpRequest, what: Literal["cancel", "give", "refuse", "door", "deliver"], body: ActIn
) -> dict[str, Any]:
    """One step for people of one ride; who may do which is the step's own rule."""
    post = acting_post(request, ASK if what in ("cancel", "give") else DRIVE)
    ids = [one.id for one in reads.the_transfers(body.transfers)]
    match what:
        case "cancel":
            done = cancel_transfer(ids, reason=body.words, at=body.at, id=body.id, by=post)
        case "give":
            done = give(ids, giver=body.words, at=body.at, by=post)
        case "refuse":
            done = refuse_pickup(ids, reason=body.words, at=body.at, id=body.id, by=post)
        case "door":
            done = bring_to_door(ids, at=body.at, by=post)
        case "deliver":
            done = deliver(ids, receiver=body.words, at=body.at, id=body.id, by=post)
    return {"transfers": [one.id for one in done]}


@router.post("/rides", response={201: RideOut}, summary="Allot a vehicle and a site")
def post_ride(request: HttpRequest, body: AllotIn) -> Status[dict[str, Any]]:
    """Families whole, one tier a ride, no seat and no room promised twice."""
    post = acting_post(request, PLAN)
    site = the_site(body.site) if body.site is not None else None
    vehicle = reads.the_vehicle(body.vehicle)
    made = allot(body.transfers, vehicle, site=site, leaves_at=body.leaves_at, id=body.id, by=post)
    return Status(201, _ride(made))


@router.post("/rides/{id}/board", response=RideOut, summary="Take people aboard")
def post_board(request: HttpRequest, id: UUID, body: ActIn) -> dict[str, Any]:
    """From this moment the crew answers for them. Refused while the vehicle is not disinfected."""
    post = acting_post(request, DRIVE)
    ids = [one.id for one in reads.the_transfers(body.transfers)]
    return _ride(board(reads.the_ride(id), ids, giver=body.words, at=body.at, id=body.id, by=post))


@router.get("/vehicles", response=list[VehicleOut], summary="Vehicles with their state")
def list_vehicles(request: HttpRequest) -> list[dict[str, Any]]:
    """Vehicles of the caller's area, by plate."""
    acting_post(request, READ)
    names = ("id", "plate", "kind", "seats", "tiers", "state")
    return [{name: getattr(one.vehicle, name) for name in names} | {"aboard": one.aboard} for one in reads.fleet()]


@router.post("/vehicles/{id}/disinfections", response=VehicleOut, summary="Record that a vehicle was disinfected")
def post_disinfection(request: HttpRequest, id: UUID, body: CleanIn) -> dict[str, Any]:
    """It may take others again."""
    post = acting_post(request, DRIVE)
    done = disinfect_vehicle(
        reads.the_vehicle(id), agent=body.agent, minutes=body.minutes, at=body.at, id=body.id, by=post
    )
    names = ("id", "plate", "kind", "seats", "tiers", "state")
    return {name: getattr(done, name) for name in names} | {"aboard": 0}


@router.post("/transfer-plans", response={202: PlanOut}, summary="Ask for a plan for everybody who waits")
def post_plan(request: HttpRequest, body: PlanIn) -> Status[dict[str, Any]]:
    """Computed in the background; ask for it again until its state is `proposed`."""
    post = acting_post(request, PLAN)
    wish = Wish(**{name: getattr(body, name) for name in BOUNDS})
    incident = Incident.objects.get(id=body.incident)
    made = ask_plan(incident, post.area, wish, redo=body.redo, id=body.id, by=post)
    jobs.hand_over(made)
    return Status(202, _plan(made))


@router.get("/transfer-plans/{id}", response=PlanOut, summary="A plan and what came of it")
def get_plan(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Its state, how good it is, and who is left over for what reason."""
    acting_post(request, READ)
    return _plan(reads.the_plan(id))


@router.post("/transfer-plans/{id}/signature", response=list[RideOut], summary="Sign a plan: its rides are made")
def post_signature(request: HttpRequest, id: UUID, body: SignIn) -> list[dict[str, Any]]:
    """All rides or none; refused with 409 `plan.stale` where something has changed since."""
    post = acting_post(request, PLAN)
    return [_ride(one) for one in sign_plan(reads.the_plan(id), signer=body.signer, by=post)]


def _person(one: MemberIn) -> Any:
    if one.case is not None:
        return the_case(one.case).person
    return the_contact(one.contact or UUID(int=0)).person


def _out(transfers: list[Transfer]) -> list[dict[str, Any]]:
    with access.everywhere():
        held = Custody.objects.filter(transfer__in=transfers, until=None)
        custody = dict(held.values_list("transfer", "holder"))
    return [
        {
            "id": one.id,
            "label": one.person.label,
            "tier": one.tier,
            "family": one.family,
            "state": one.state,
            "custody": custody.get(one.id, ""),
            "ride": one.ride_id,
            "place": one.target.name if one.target is not None else "",
            "requested_at": one.requested_at,
            "due_at": line.due_at,
            "ended_at": one.ended_at,
        }
        for line in reads.lines(transfers)
        for one in line.people
    ]


def _ride(one: Ride) -> dict[str, Any]:
    names = ("id", "tier", "state", "leaves_at", "departed_at", "ended_at")
    return {name: getattr(one, name) for name in names} | {"vehicle": one.vehicle.plate}


def _plan(one: Plan) -> dict[str, Any]:
    names = ("id", "state", "done", "whole", "error")
    said = {"gap": one.answer.get("gap"), "rides": len(one.answer.get("rides", [])), "left": one.answer.get("left", {})}
    return {name: getattr(one, name) for name in names} | said

"""JSON of mass testing. Batches have a lane of their own (:mod:`fangxian.response.testing.lane`)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import P, QueryEx, Router, Schema
from pydantic import Field

from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.testing.actions import issue_device
from fangxian.response.testing.models import Round, Station
from fangxian.response.testing.policies import READ, SAMPLE
from fangxian.response.testing.queries.coverage import Missing, missing
from fangxian.response.testing.queries.custody import hops
from fangxian.response.testing.queries.rounds import coverage_totals, the_round

router = Router(tags=["testing"])


class RoundOut(Schema):
    """A round of testing."""

    id: UUID
    serial: int = Field(description="Stands in the address of a person's result.")
    number: int
    area: str
    scope: list[str]
    methods: dict[str, int] = Field(description="Swabs in a tube by group of people; 0 is one tube a household.")
    state: str
    opened_at: datetime
    deadline: datetime


class BoardOut(Schema):
    """A round in figures, in the caller's area."""

    listed: int
    excused: int
    owed: int = Field(description="The denominator: on the roll and not excused.")
    sampled: int = Field(description="The numerator.")
    others: int = Field(description="Sampled without being on the roll.")
    missing: int
    tubes: dict[str, int] = Field(description="Tubes filled, sealed, handed on, received and resulted.")


class MissingOut(Schema):
    """Somebody who has not been sampled; the name is masked."""

    id: UUID
    area: str
    building: str
    door: str
    masked: str
    absence: str


class DeviceIn(Schema):
    """A device to be signed in."""

    id: UUID = Field(description="Minted by the device; sending it again signs in one.")
    name: str = Field(max_length=80)
    hours: int = Field(36, ge=1, le=36)


class DeviceOut(Schema):
    """A device that is signed in."""

    id: UUID
    station: UUID
    round: UUID
    serial: int
    methods: dict[str, int]
    key: str = Field(description="Sent as `Authorization: Bearer <key>` with every batch. Not stored, shown once.")
    expires_at: datetime


@router.get("/testing/rounds", response=list[RoundOut], summary="Rounds of testing")
def list_rounds(request: HttpRequest) -> list[Round]:
    """The last hundred rounds that cover the caller's area or lie in it."""
    acting_post(request, READ)
    return list(Round.objects.order_by("-opened_at")[:100])


@router.get("/testing/rounds/{id}/board", response=BoardOut, summary="A round in figures")
def get_board(request: HttpRequest, id: UUID) -> dict[str, Any]:
    """Numerator, denominator and tubes, from counters."""
    acting_post(request, READ)
    of = the_round(id)
    counts, tubes = coverage_totals(of), hops(of)
    names = ("listed", "excused", "owed", "sampled", "others", "missing")
    passed = ("filled", "sealed", "handed", "received", "resulted")
    return {name: getattr(counts, name) for name in names} | {"tubes": {name: getattr(tubes, name) for name in passed}}


@router.get("/testing/rounds/{id}/missing", response=list[MissingOut], summary="Who has not been sampled")
def list_missing(
    request: HttpRequest,
    id: UUID,
    area: QueryEx[str, P(description="An area inside the caller's; empty for all of it.")] = "",
    limit: QueryEx[int, P(ge=1, le=500)] = 100,
) -> list[Missing]:
    """People on the roll who have not been sampled and are not excused, building by building."""
    post = acting_post(request, READ)
    return missing(the_round(id), area if area.startswith(post.area) else post.area, limit=limit)


@router.post("/testing/stations/{id}/devices", response=DeviceOut, summary="Sign a device in at a station")
def sign_in(request: HttpRequest, id: UUID, body: DeviceIn) -> dict[str, Any]:
    """Gives the key with which the device sends batches for up to 36 hours."""
    post = acting_post(request, SAMPLE)
    station = get_object_or_404(Station.objects.select_related("round"), id=id)
    device, key = issue_device(station, name=body.name, hours=body.hours, id=body.id, by=post)
    return {
        "id": device.id,
        "station": station.id,
        "round": station.round_id,
        "serial": station.round.serial,
        "methods": station.round.methods,
        "key": key,
        "expires_at": device.expires_at,
    }

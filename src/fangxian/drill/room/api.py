"""``/api/v1/exercise``: pulse, messages, questions and chat for everybody; clock, injects, truth for controllers."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from pydantic import Field

from fangxian.drill.room import actions
from fangxian.drill.room.models import Asked, Message, Room
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries import injects, messages, questions
from fangxian.drill.room.queries.chat import chat
from fangxian.drill.room.queries.standing import day_of, pulse, the_room
from fangxian.drill.room.queries.truth import sides
from fangxian.response.information.queries.area import viewed_area
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either

router = Router(tags=["exercise"])


class ExerciseOut(Schema):
    """Where the exercise stands."""

    scenario: str
    title: str
    state: Literal["briefing", "running", "paused", "stopped", "ended"]
    clock: datetime
    day: int
    speed: float = Field(description="Simulated seconds in a real second.")
    stop_reason: str = Field(description="stop_word or real_event where it was stopped.")


class MessageOut(Schema):
    """What the caller's office was told."""

    id: UUID
    at: datetime
    channel: str
    sender: str
    text: str
    acknowledged_at: datetime | None


class QuestionOut(Schema):
    """A question put to the caller's office; its timer runs in real time."""

    id: UUID
    number: int
    text: str
    points: int
    closes_at: datetime
    answered: bool


class AnswerIn(Schema):
    """An answer."""

    answer: str = Field(min_length=1, max_length=4000)


class RemarkIn(Schema):
    """A line of the chat."""

    id: UUID = Field(default_factory=uuid4)
    text: str = Field(min_length=1, max_length=1000)
    channel: Literal["all", "control"] = "all"


class RemarkOut(Schema):
    """A line of the chat."""

    number: int
    who: str
    text: str
    at: datetime


class PaceIn(Schema):
    """A command to the clock."""

    command: Literal["run", "pause", "step", "jump", "speed", "resume"]
    speed: float | None = Field(None, ge=1, le=3600)


class InjectOut(Schema):
    """An inject as controllers see it."""

    id: UUID
    key: str
    title: str
    state: str
    due_at: datetime | None
    delivered_at: datetime | None
    to: list[str]
    missing: bool = Field(description="Something that ought to have followed did not in its time.")


class TruthOut(Schema):
    """The hidden city beside the record."""

    figures: dict[str, int | None]
    truth: dict[str, int] = Field(description="Infections so far by area.")
    known: dict[str, int] = Field(description="Infections on record by area.")


@router.get("/exercise", response=ExerciseOut, summary="Where the exercise stands")
def get_exercise(request: HttpRequest) -> dict[str, Any]:
    """Scenario, state, clock and speed."""
    acting_post(request)
    return _exercise(the_room())


@router.get("/exercise/pulse", url_name="pulse", summary="Whether anything is new")
def get_pulse(request: HttpRequest) -> HttpResponse:
    """A version that changes whenever a page would; answers 304 where it has not (`If-None-Match`)."""
    version = pulse(the_room(), acting_post(request))
    headers = {"ETag": f'"{version}"', "Cache-Control": "private, no-cache"}
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return HttpResponse(status=304, headers=headers)
    return JsonResponse({"version": version}, headers=headers)


@router.get("/exercise/messages", response=list[MessageOut], summary="Messages of the caller's office")
def list_messages(request: HttpRequest) -> list[dict[str, Any]]:
    """Those not acknowledged first, then the latest."""
    post = acting_post(request)
    return [
        {
            "id": told.message.id, "at": told.message.at, "channel": told.message.channel, "sender": told.sender,
            "text": told.text, "acknowledged_at": told.message.acknowledged_at,
        }
        for told in messages.of_office(the_room(), post)
    ]  # fmt: skip


@router.post("/exercise/messages/{id}/acknowledgement", response={204: None}, summary="Acknowledge a message")
def post_acknowledgement(request: HttpRequest, id: UUID) -> Status[None]:
    """Again changes nothing."""
    post = acting_post(request)
    actions.acknowledge(get_object_or_404(Message, id=id), by=post)
    return Status(204, None)


@router.get("/exercise/questions", response=list[QuestionOut], summary="Questions put to the caller's office")
def list_questions(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest first; without reference answers and scores."""
    post = acting_post(request)
    the_room()
    return [
        {
            "id": one.asked.id, "number": one.asked.number, "text": one.text, "points": one.asked.points,
            "closes_at": one.closes_at, "answered": not one.open,
        }
        for one in questions.of_office(post)
    ]  # fmt: skip


@router.post("/exercise/questions/{id}/answer", response={204: None}, summary="Answer a question")
def post_answer(request: HttpRequest, id: UUID, body: AnswerIn) -> Status[None]:
    """The first answer counts."""
    post = acting_post(request)
    actions.answer_question(get_object_or_404(Asked, id=id), body.answer, by=post)
    return Status(204, None)


@router.get("/exercise/chat", response=list[RemarkOut], summary="The chat")
def list_chat(request: HttpRequest) -> list[dict[str, Any]]:
    """The latest lines that the caller may read, in order."""
    post = acting_post(request)
    return [
        {"number": line.number, "who": line.who, "text": line.text, "at": line.at} for line in chat(the_room(), post)
    ]


@router.post("/exercise/chat", response={201: None}, summary="Say something in the chat")
def post_chat(request: HttpRequest, body: RemarkIn) -> Status[None]:
    """Nobody changes or removes a line."""
    post = acting_post(request)
    actions.say(body.text, channel=body.channel, by=post, id=body.id)
    return Status(201, None)


@router.post("/exercise/pace", response=ExerciseOut, summary="Run, pause, step, jump, speed (controllers)")
def post_pace(request: HttpRequest, body: PaceIn) -> dict[str, Any]:
    """The driver obeys at its next step."""
    _room, post = _controller(request)
    if body.command == "resume":
        return _exercise(actions.resume_room(by=post))
    return _exercise(actions.set_pace(body.command, speed=body.speed, by=post))


@router.get("/exercise/injects", response=list[InjectOut], summary="The list of injects (controllers)")
def list_injects(request: HttpRequest) -> list[dict[str, Any]]:
    """Those that wait by time, then those on call, then what was delivered."""
    room, _post = _controller(request)
    return [
        {
            "id": line.id, "key": line.inject.key, "title": line.title, "state": line.inject.state,
            "due_at": line.inject.due_at, "delivered_at": line.inject.delivered_at, "to": list(line.to),
            "missing": line.missing,
        }
        for line in injects.lines(room)
    ]  # fmt: skip


@router.get("/exercise/truth", response=TruthOut, summary="Truth beside the record (controllers)")
def get_truth(request: HttpRequest) -> dict[str, Any]:
    """As of the last step."""
    _room, post = _controller(request)
    both = sides(viewed_area(post.area), clock.now())
    return {
        "figures": {one["key"]: one["value"] for one in both.figures},
        "truth": {one["code"]: one["cases"] for one in both.truth["districts"] if one["cases"]},
        "known": {one["code"]: one["cases"] for one in both.known["districts"] if one["cases"]},
    }


def _controller(request: HttpRequest) -> tuple[Room, Post]:
    post = acting_post(request)
    room = the_room()
    require_in_room(post, CONTROL, room)
    return room, post


def _exercise(room: Room) -> dict[str, Any]:
    return {
        "scenario": room.scenario, "title": either(room.title_zh, room.title_en), "state": room.state,
        "clock": clock.now(), "day": day_of(room), "speed": room.speed, "stop_reason": room.stop_reason,
    }  # fmt: skip

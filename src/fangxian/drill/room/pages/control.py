"""The control room: clock, next injects, truth beside what is known, who plays, what is broken. Controllers only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from fangxian.drill.room import curtain
from fangxian.drill.room.actions import (
    deliver_inject,
    end_fault,
    resume_room,
    set_pace,
    withdraw_inject,
    write_inject,
)
from fangxian.drill.room.actions.set_pace import SPEEDS
from fangxian.drill.room.forms import InjectForm
from fangxian.drill.room.models import Fault, Inject, Room
from fangxian.drill.room.pages.common import done, frame
from fangxian.drill.room.policies import CONTROL, EVALUATE, require_in_room
from fangxian.drill.room.queries import injects, questions
from fangxian.drill.room.queries.chat import chat
from fangxian.drill.room.queries.journal import journal as lines_of_journal
from fangxian.drill.room.queries.offices import seats
from fangxian.drill.room.queries.standing import the_room
from fangxian.drill.room.queries.truth import sides
from fangxian.drill.room.wall import wall
from fangxian.errors import NotFound
from fangxian.response.casework.forms import attempt
from fangxian.response.information.queries.area import viewed_area
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock

AWAY_S = 20
"""Seconds without a pulse after which the driver is said to be away."""

NEXT = 8
"""Injects on the page before one asks for all."""

EVENTS = 300


def _controller(request: HttpRequest) -> tuple[Room, Post]:
    post = acting_post(request, CONTROL)
    room = the_room()
    require_in_room(post, CONTROL, room)
    return room, post


@login_required
@require_GET
def control(request: HttpRequest) -> HttpResponse:
    """The whole room on one page; ``?all=1`` lists every inject."""
    room, post = _controller(request)
    every = injects.lines(room)
    area = viewed_area(post.area)
    both = sides(area, clock.now())
    with curtain.lifted():
        broken = list(Fault.objects.filter(ends_at__gt=clock.now()).order_by("ends_at"))
    asked = questions.scored()
    context = frame(room, post) | {
        "speeds": [(speed, room.speed == speed) for speed in SPEEDS],
        "away": room.seen_at is None or (wall() - room.seen_at).total_seconds() > AWAY_S,
        "waiting": _some(request, [one for one in every if one.inject.state == Inject.State.WAITING]),
        "on_call": [one for one in every if one.inject.state == Inject.State.HELD],
        "delivered": _some(request, [one for one in every if one.inject.state == Inject.State.DELIVERED]),
        "missing": sum(one.missing for one in every),
        "count": len(every),
        "sides": both,
        "geojson_url": reverse("api:area_geojson", args=[area]),
        "time_zone": clock.workspace().time_zone,
        "seats": seats(),
        "broken": broken,
        "asked": asked[:6],
        "questions_left": questions.left(),
        "question_bank": questions.bank(),
        "chat": chat(room, post),
    }
    return render(request, "room/control.html", context)


def _some(request: HttpRequest, lines: list[Any]) -> list[Any]:
    return lines if request.GET.get("all") else lines[:NEXT]


@login_required
@require_POST
def pace(request: HttpRequest, command: str) -> HttpResponse:
    """Run, pause, step, jump, speed; or let a stopped exercise go on."""
    _room, post = _controller(request)
    if command == "resume":
        return done(request, lambda: resume_room(by=post))
    speed = float(request.POST.get("speed") or 0) if command == "speed" else None
    return done(request, lambda: set_pace(command, speed=speed, by=post))


@login_required
@require_http_methods(["GET", "POST"])
def new_inject(request: HttpRequest) -> HttpResponse:
    """Write an inject on the spot."""
    room, post = _controller(request)
    form = InjectForm(request.POST if request.method == "POST" else None, room=room)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: write_inject(form.written(), by=post, id=request_id(request)))
        if made is not None:
            return redirect("room:control")
    context = frame(room, post) | {"form": form}
    context["request_id"] = request.POST.get("request_id") or context["request_id"]
    return render(request, "room/new_inject.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def inject(request: HttpRequest, id: UUID) -> HttpResponse:
    """One inject: its text, to whom, what ought to follow and what did."""
    post = acting_post(request, EVALUATE)
    room = the_room()
    require_in_room(post, EVALUATE, room)
    return render(request, "room/inject.html", frame(room, post) | {"line": injects.line(room, _inject(id))})


@login_required
@require_POST
def deliver(request: HttpRequest, id: UUID) -> HttpResponse:
    """Deliver an inject now."""
    _room, post = _controller(request)
    found = _inject(id)
    return done(request, lambda: deliver_inject(found, by=post), _("Delivered."))


@login_required
@require_POST
def withdraw(request: HttpRequest, id: UUID, back: bool) -> HttpResponse:
    """Take an inject out of the list, or back into it."""
    _room, post = _controller(request)
    found = _inject(id)
    return done(request, lambda: withdraw_inject(found, back=back, by=post))


@login_required
@require_POST
def mend(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a fault."""
    _room, post = _controller(request)
    with curtain.lifted():
        found = Fault.objects.filter(id=id).first()
    if found is None:
        raise NotFound("fault.unknown", _("There is no such fault."))
    return done(request, lambda: end_fault(found, by=post), _("It works again."))


@login_required
@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """Everything that was done in the room, the latest first."""
    post = acting_post(request, EVALUATE)
    room = the_room()
    require_in_room(post, EVALUATE, room)
    return render(request, "room/journal.html", frame(room, post) | {"lines": lines_of_journal(EVENTS)})


def _inject(id: UUID) -> Inject:
    with curtain.lifted():
        found = Inject.objects.filter(id=id).first()
    if found is None:
        raise NotFound("inject.unknown", _("There is no such inject."))
    return found

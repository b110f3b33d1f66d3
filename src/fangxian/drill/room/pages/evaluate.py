"""An evaluator's page: the guide with P/S/M/U and notes, answers to be scored, questions to be drawn."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.drill.room.actions import ask_question, observe, score_answer
from fangxian.drill.room.models import Asked, Observation, Room
from fangxian.drill.room.pages.common import done, frame
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries import questions
from fangxian.drill.room.queries.chat import chat
from fangxian.drill.room.queries.guide import guide
from fangxian.drill.room.queries.standing import the_room
from fangxian.errors import Invalid
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post


def _evaluator(request: HttpRequest) -> tuple[Room, Post]:
    post = acting_post(request, EVALUATE)
    room = the_room()
    require_in_room(post, EVALUATE, room)
    return room, post


@login_required
@require_GET
def evaluate(request: HttpRequest) -> HttpResponse:
    """Answers that wait for a score, then the guide, then notes."""
    room, post = _evaluator(request)
    parts, notes = guide()
    context = frame(room, post) | {
        "asked": questions.scored(),
        "questions_left": questions.left(),
        "question_bank": questions.bank(),
        "parts": parts,
        "notes": notes,
        "ratings": Observation.Rating.choices,
        "chat": chat(room, post),
    }
    return render(request, "room/evaluate.html", context)


@login_required
@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Put a question, drawn or chosen."""
    _room, post = _evaluator(request)
    key = request.POST.get("question", "")
    return done(request, lambda: ask_question(key=key, by=post, id=request_id(request)), _("The question is put."))


@login_required
@require_POST
def score(request: HttpRequest, id: UUID) -> HttpResponse:
    """Score an answer."""
    _room, post = _evaluator(request)
    asked = get_object_or_404(Asked, id=id)
    comment = request.POST.get("comment", "")
    return done(request, lambda: score_answer(asked, _points(request), comment=comment, by=post), to="room:evaluate")


@login_required
@require_POST
def rate(request: HttpRequest) -> HttpResponse:
    """Rate a critical task, or note what one saw."""
    _room, post = _evaluator(request)
    said = {name: request.POST.get(name, "") for name in ("check", "rating", "text")}
    return done(request, lambda: observe(**said, by=post, id=request_id(request)), to="room:evaluate")


def _points(request: HttpRequest) -> int:
    try:
        return int(request.POST.get("points", ""))
    except ValueError:
        raise Invalid("question.points_number", _("Points are a whole number."), field="points") from None

"""A participant's place: questions, messages, tasks, chat. Nothing here knows the truth."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.drill.room.models import Seat
from fangxian.drill.room.pages.common import frame
from fangxian.drill.room.queries import messages, questions
from fangxian.drill.room.queries.chat import chat
from fangxian.drill.room.queries.roles import card_of
from fangxian.drill.room.queries.standing import the_room
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries import mine as days
from fangxian.response.ledger.queries.tasks import office_names

TASKS = 12
"""Tasks shown; the page of tasks shows them all."""


@login_required
@require_GET
def play(request: HttpRequest) -> HttpResponse:
    """What one's office is asked, told and owes, the most urgent first."""
    post = acting_post(request)
    room = the_room()
    today = days.today(post.office, clock.now(), clock.zone())
    tasks = [task for group in today.groups for task in group.tasks]
    context = frame(room, post) | {
        "post": post,
        "office": office_names([post.office_id]).get(post.office_id, ""),
        "card": card_of(room, post),
        "seat": Seat.objects.filter(post=post, handed_back_at=None).first(),
        "questions": questions.of_office(post),
        "messages_told": messages.of_office(room, post),
        "tasks": tasks[:TASKS],
        "task_count": len(tasks),
        "chat": chat(room, post),
    }
    return render(request, "room/play.html", context)

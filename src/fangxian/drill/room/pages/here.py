"""Where somebody belongs in the exercise, and what everybody may do there: speak, acknowledge, answer, stop."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from fangxian.drill.room.actions import acknowledge, answer_question, hand_back, say, stop_room, take_post
from fangxian.drill.room.models import Asked, Message, Remark, Room
from fangxian.drill.room.pages.common import done
from fangxian.drill.room.policies import CONTROL, EVALUATE
from fangxian.drill.room.queries.standing import script, the_room
from fangxian.errors import NotFound
from fangxian.response.jurisdiction.acting import acting_post, request_id
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may


@login_required
@require_GET
def here(request: HttpRequest) -> HttpResponse:
    """The control room for controllers, the guide for evaluators, their own place for all others."""
    post = acting_post(request)
    room = the_room()
    if may(post, CONTROL, room.area):
        return redirect("room:control")
    return redirect("room:evaluate" if may(post, EVALUATE, room.area) else "room:play")


@login_required
@require_POST
def remark(request: HttpRequest) -> HttpResponse:
    """Say something in the chat."""
    post = acting_post(request)
    said = request.POST.get("text", "")
    channel = request.POST.get("channel", Remark.Channel.ALL)
    return done(request, lambda: say(said, channel=channel, by=post, id=request_id(request)))


@login_required
@require_POST
def read(request: HttpRequest, id: UUID) -> HttpResponse:
    """Acknowledge a message."""
    post = acting_post(request)
    message = get_object_or_404(Message, id=id)
    return done(request, lambda: acknowledge(message, by=post), _("Acknowledged."))


@login_required
@require_POST
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """Answer a question."""
    post = acting_post(request)
    asked = get_object_or_404(Asked, id=id)
    text = request.POST.get("answer", "")
    return done(request, lambda: answer_question(asked, text, by=post), _("Your answer is on record."))


@login_required
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop the exercise."""
    post = acting_post(request)
    reason = request.POST.get("reason", Room.Reason.STOP_WORD)
    text = request.POST.get("text", "")
    return done(request, lambda: stop_room(reason, text=text, by=post))


@login_required
@require_POST
def seat(request: HttpRequest, id: int, take: bool) -> HttpResponse:
    """Take a post over, or hand it back."""
    post = acting_post(request)
    held = get_object_or_404(Post.objects.select_related("office"), pk=id)
    if take:
        said = _("The autopilot leaves the tasks of this office to you from its next step on.")
        return done(request, lambda: take_post(held, by=post), said)
    return done(request, lambda: hand_back(held, by=post), _("The autopilot answers again."))


@login_required
@require_GET
def media(request: HttpRequest, name: str) -> HttpResponse:
    """A file that came with a message of one's office; controllers and evaluators see all."""
    post = acting_post(request)
    mine = any(name in media for media in Message.objects.filter(office=post.office_id).values_list("media", flat=True))
    content = script()[1].media.get(name) if mine or may(post, EVALUATE, the_room().area) else None
    if content is None:
        raise NotFound("media.unknown", _("There is no such file."))
    kind = _KINDS.get(name.rpartition(".")[2].lower(), "application/octet-stream")
    headers = {
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(content, content_type=kind, headers=headers)


_KINDS = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "svg": "image/svg+xml", "pdf": "application/pdf",
    "txt": "text/plain; charset=utf-8", "md": "text/plain; charset=utf-8",
}  # fmt: skip

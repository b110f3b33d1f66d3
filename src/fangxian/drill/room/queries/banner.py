"""The line on top of every page of an exercise."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.drill.room.models import Room
from fangxian.drill.room.policies import behind_the_curtain
from fangxian.drill.room.queries.standing import day_of, present_room
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Workspace
from fangxian.ui.context import Banner


def banner(request: HttpRequest) -> Banner | None:
    """What the exercise is and where it stands; nothing outside of an exercise."""
    workspace = getattr(request, "workspace", None)
    if workspace is None or workspace.kind != Workspace.Kind.DRILL:
        return None
    room = present_room()
    if room is None:
        return None
    if room.state == Room.State.STOPPED:
        return Banner(stopped(room), "alarm", _links(request))
    said = _("%(title)s · day %(day)s · %(state)s") % {
        "title": either(room.title_zh, room.title_en),
        "day": day_of(room),
        "state": room.get_state_display(),
    }
    return Banner(said, "plain", _links(request))


def stopped(room: Room) -> str:
    """Why everything stands still."""
    if room.stop_reason == Room.Reason.REAL_EVENT:
        said = _("EXERCISE STOPPED: a real event. Nothing on this page is real; work in the live record.")
    else:
        said = _("EXERCISE STOPPED: the stop word was said.")
    return f"{said} {room.stop_note}".strip()


def _links(request: HttpRequest) -> tuple[tuple[str, str], ...]:
    post = getattr(request, "post", None)
    if post is None:
        return ()
    address = reverse("room:here")
    if request.path.startswith(address):
        return ()
    label = _("Control room") if behind_the_curtain(post) else _("My place in the exercise")
    return ((address, label),)

"""What the pages of a room share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from fangxian.drill.room.models import Room
from fangxian.drill.room.policies import CONTROL, EVALUATE
from fangxian.drill.room.queries.standing import day_of, pulse
from fangxian.drill.room.wall import wall
from fangxian.errors import FangxianError, NotAllowed
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may


def frame(room: Room, post: Post) -> dict[str, Any]:
    """What every page of the room shows."""
    return {
        "room": room,
        "day": day_of(room),
        "may_control": may(post, CONTROL, room.area),
        "may_evaluate": may(post, EVALUATE, room.area),
        "request_id": uuid4(),
        "pulse_version": pulse(room, post),
        "real_now": wall(),
    }


def done(request: HttpRequest, command: Callable[[], Any], said: str = "", to: str = "room:here") -> HttpResponse:
    """Do a command and go back to the page it came from; a refusal stands on top of that page."""
    try:
        command()
    except NotAllowed:
        raise
    except FangxianError as error:
        messages.error(request, str(error))
    else:
        if said:
            messages.success(request, said)
    return redirect(to)

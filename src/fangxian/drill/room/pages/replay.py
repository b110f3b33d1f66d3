"""An exercise once more, hour by hour: truth beside record. Behind the curtain."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from fangxian.drill.room.models import Room
from fangxian.drill.room.pages.common import frame
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.replay import HOUR, curves, last_moment, marks, record_at, steps
from fangxian.drill.room.queries.standing import the_room
from fangxian.drill.room.queries.truth import sides
from fangxian.response.information.queries.area import viewed_area
from fangxian.response.jurisdiction.acting import acting_post
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries.incidents import chosen_moment

MARKS = 14
"""Marks shown up to a moment."""


@login_required
@require_GET
def replay(request: HttpRequest) -> HttpResponse:
    """The exercise at a moment (``?at=``), by default where it has come to."""
    post = acting_post(request, EVALUATE)
    room = the_room()
    require_in_room(post, EVALUATE, room)
    at = _moment(room, request.GET.get("at", ""))
    area = viewed_area(post.area)
    happened = marks(room)
    context = frame(room, post) | {
        "at": at,
        "day": (at - room.begins_at).days,
        "last": last_moment(room),
        "step": int(HOUR.total_seconds()),
        "steps": steps(room, at, happened),
        "marks": [one for one in happened if one.at <= at][-MARKS:][::-1],
        "curves": curves(room),
        "sides": sides(area, at),
        "situation": record_at(at),
        "geojson_url": reverse("api:area_geojson", args=[area]),
        "time_zone": clock.workspace().time_zone,
        "wall_url": reverse("information:wall"),
    }
    return render(request, "room/replay.html", context)


def _moment(room: Room, wanted: str) -> datetime:
    """The moment asked for, within the exercise."""
    return min(max(chosen_moment(wanted), room.begins_at), last_moment(room))

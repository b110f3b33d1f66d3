"""Faults of an exercise as whoever asks meets them, and its mark on every answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fangxian.drill.room import faults
from fangxian.drill.room.models import Fault
from fangxian.drill.room.policies import behind_the_curtain
from fangxian.errors import FangxianError
from fangxian.response.testing.lane import lookup, seats
from fangxian.response.testing.lane import view as lane

GetResponse = Callable[[HttpRequest], HttpResponse]

HEADER: Final = "X-Fangxian-Workspace"

_LANE: Final = frozenset({Fault.Kind.TESTING_LANE, Fault.Kind.NETWORK})
_DOWN: Final = (
    "检测系统暂不可用,请稍后再查;就医不受影响。 演练 EXERCISE\nThe testing system is down; look again later.\n"
)


class FaultMiddleware:
    """Stands before everything: the testing lane and the look-up of results are down where a fault says so."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = faults.known()
        response = _refused(request, known) if known.broken else None
        response = response or self.get_response(request)
        if known.mark and not response.has_header(HEADER):
            response[HEADER] = known.mark
        return response


class NetworkMiddleware:
    """After it is known who asks: posts of a district that is cut off reach nothing; the control room always does."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        cut = [one for one in faults.known().broken if one.kind == Fault.Kind.NETWORK]
        post = getattr(request, "post", None)
        if not cut or post is None or behind_the_curtain(post):
            return self.get_response(request)
        found = next((one for one in cut if one.covers(post.area)), None)
        return self.get_response(request) if found is None else _cut_off(request, found)


def _refused(request: HttpRequest, known: faults.Known) -> HttpResponse | None:
    path = request.path_info
    if path == lane.PATH:
        area = _device_area(request)
        found = next((one for one in known.broken if one.kind in _LANE and one.covers(area)), None)
        return None if found is None else _later(found)
    if path.startswith(lookup.PREFIX):
        found = next((one for one in known.broken if one.kind == Fault.Kind.TESTING_LANE and not one.within), None)
        if found is not None:
            return HttpResponse(_DOWN, status=503, content_type="text/plain; charset=utf-8", headers=_headers(found))
    return None


def _device_area(request: HttpRequest) -> str:
    """Area of the station a batch comes from; empty where its key does not hold, which the lane itself refuses."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    try:
        return seats.seat(key.strip() if scheme.lower() == "bearer" else "", seats.moment()).area
    except (FangxianError, DatabaseError):
        return ""


def _later(found: faults.Broken) -> HttpResponse:
    body = {
        "code": f"fault.{found.kind}",
        "message": _("The testing system is down; nothing of this batch was stored."),
        "remedy": _("It is sent again by itself; keep sampling."),
    }
    return JsonResponse(body, status=503, headers=_headers(found))


def _cut_off(request: HttpRequest, found: faults.Broken) -> HttpResponse:
    message = _("The network of your area is down.")
    remedy = _("Work on paper and by telephone; the page comes back by itself.")
    if request.path.startswith("/api/"):
        body = {"code": "fault.network", "message": message, "remedy": remedy, "context": {}}
        return JsonResponse(body, status=503, headers=_headers(found))
    context = {"message": message, "remedy": remedy}
    response = render(request, "room/cut.html", context, status=503)
    for name, value in _headers(found).items():
        response[name] = value
    return response


def _headers(found: faults.Broken) -> dict[str, str]:
    return {"Retry-After": str(found.retry_s), "Cache-Control": "no-store"}

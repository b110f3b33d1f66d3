"""A person's own result, by the code of the swab: no name, no number, in the address or on the page."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.response.testing.lane.lookup import Asked, look_up

PENDING_S: Final = 30
"""Seconds for which a pending answer may be kept on the way."""

FINAL_S: Final = 3600
"""Seconds for a result that will not change."""


@require_GET
def result(request: HttpRequest, serial: int, swab: UUID) -> HttpResponse:
    """The answer: pending with its reason, negative, or what happens next. It may be cached by anybody on the way.

    Rendered for each state and language once; :mod:`fangxian.response.testing.lane.lookup` keeps it and asks for it.
    """
    state, at = request.found if isinstance(request, Asked) else look_up(serial, swab)
    page: dict[str, Any] = {"state": state, "at": at}
    response = render(request, "testing/result.html", page, status=404 if state == "unknown" else 200)
    kept = FINAL_S if state == "negative" else PENDING_S
    response["Cache-Control"] = f"public, max-age={kept}"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response

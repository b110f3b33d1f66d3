"""A person's own result, by the code of the swab: no name, no number, in the address or on the page."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from fangxian.response.jurisdiction import access

PENDING_S: Final = 30
"""Seconds for which a pending answer may be kept on the way."""

FINAL_S: Final = 3600
"""Seconds for a result that will not change."""

# A tube's own re-test comes before the tube: what the single swab showed is the person's result.
_RESULT: Final = """
    SELECT r.at, t.result, t.capacity, o.sample IS NOT NULL, coalesce(o.result, ''), o.registration IS NOT NULL
    FROM testing_registration AS r JOIN testing_tube AS t ON t.round = r.round AND t.code = r.tube
        LEFT JOIN testing_retest AS o ON o.registration = r.id
    WHERE r.round = %s AND r.id = %s AND r.voided_at IS NULL
"""


@require_GET
def result(request: HttpRequest, serial: int, swab: UUID) -> HttpResponse:
    """The answer: pending with its reason, negative, or what happens next. It may be cached by anybody on the way."""
    with access.everywhere(), connection.cursor() as cursor:
        cursor.execute(_RESULT, [serial, swab])
        row = cursor.fetchone()
    page: dict[str, Any] = {"state": _state(row), "at": row[0] if row else None}
    response = render(request, "testing/result.html", page, status=200 if row else 404)
    kept = FINAL_S if page["state"] == "negative" else PENDING_S
    response["Cache-Control"] = f"public, max-age={kept}"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def _state(row: tuple[Any, ...] | None) -> str:
    if row is None:
        return "unknown"
    _at, tube, _capacity, sampled, single, ordered = row
    if ordered:
        if single == "negative":
            return "negative"
        return "again" if single else "retest_pending" if sampled else "retest"
    return "negative" if tube == "negative" else "pending" if tube in ("", "invalid") else "retest"

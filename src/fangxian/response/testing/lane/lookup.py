"""The public's door: a result is looked up ten times as often as anybody is sampled.

One probe of two indexes answers. The page is rendered once for each state and language and kept; only the time of the
swab is put in. It is asked for without cookies, so nothing of whoever asked first can stand in it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse

from fangxian.response.jurisdiction import database
from fangxian.ui.formats import moment

PREFIX: Final = "/r/"
"""Where results are looked up."""

FRESH_S: Final = 60.0
"""Seconds for which a rendered page is kept."""

STAND_IN: Final = datetime(2001, 2, 3, 4, 5, tzinfo=UTC)
"""Stands in a rendered page where the time of the swab goes."""

_PATH: Final = re.compile(rf"{PREFIX}(\d{{1,9}})/([0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}})/")
_ANSWERS: Final = "SELECT * FROM testing_result(%s, %s)"
_PASSED_ON: Final = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "wsgi.url_scheme")

_LATER: Final = "请稍后再查；就医不受影响。\nLook again later; medical care does not depend on it.\n"

_kept: dict[tuple[str, str, str], tuple[float, HttpResponse]] = {}


def answer(request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """The page of a swab; anything else under the prefix goes the ordinary way."""
    asked = parsed(request.path_info)
    if asked is None or request.method not in ("GET", "HEAD"):
        return get_response(request)
    said = _looked_up(*asked)
    if said is None:
        return HttpResponse(_LATER, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "30"})
    state, at = said
    frame = _frame(request, state, language(request.META.get("HTTP_ACCEPT_LANGUAGE", "")), get_response)
    response = HttpResponse(dated(frame, at), status=frame.status_code)
    response.headers = frame.headers
    return response


def parsed(path: str) -> tuple[int, UUID] | None:
    """Round and swab that a path asks for; none where it asks for something else."""
    found = _PATH.fullmatch(path)
    return (int(found[1]), UUID(found[2])) if found else None


def dated(frame: HttpResponse, at: datetime | None) -> bytes:
    """A rendered page with the time of the swab put in."""
    content: bytes = frame.content
    return content if at is None else content.replace(_minute(STAND_IN), _minute(at.replace(second=0, microsecond=0)))


@lru_cache(maxsize=4096)  # the minutes of three days
def _minute(at: datetime) -> bytes:
    return moment(at).encode()


class Asked(HttpRequest):
    """A request of our own for a page, with what is to be said on it."""

    def __init__(self, found: tuple[str, datetime | None]) -> None:
        super().__init__()
        self.found = found


def look_up(serial: int, swab: UUID) -> tuple[str, datetime | None]:
    """What there is to say of a swab, and when it was taken; ``unknown`` where there is none."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, [serial, swab])
        return told(cursor.fetchone())


def told(row: tuple[Any, ...] | None) -> tuple[str, datetime | None]:
    """What the database says of a swab, as a reader is told it."""
    return ("unknown", None) if row is None else (_state(*row[1:]), row[0])


def _looked_up(serial: int, swab: UUID) -> tuple[str, datetime | None] | None:
    """The same without asking first whether the connection still stands; by a second one if not, none without any."""
    wire: Any = connection  # what Django notes for itself, and its stubs leave out
    wire.health_check_done = True
    for _attempt in range(2):
        try:
            return look_up(serial, swab)
        except DatabaseError:
            connection.close()
    return None


def forget() -> None:
    """Render every page again."""
    _kept.clear()


def _frame(
    request: HttpRequest, state: str, language: str, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    held = kept(state, language)
    if held is None:
        asked = Asked((state, STAND_IN if state != "unknown" else None))
        asked.method, asked.path, asked.path_info = "GET", request.path, request.path_info
        asked.META = {key: request.META[key] for key in _PASSED_ON if key in request.META}
        asked.META |= {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_LANGUAGE": language}
        held = get_response(asked)
        if held.status_code in (200, 404):
            _kept[(database.name(), state, language)] = (time.monotonic(), held)
    return held


def kept(state: str, language: str) -> HttpResponse | None:
    """The rendered page of a state in a language, where it is fresh."""
    held = _kept.get((database.name(), state, language))
    return held[1] if held is not None and time.monotonic() - held[0] <= FRESH_S else None


def _state(tube: str, sampled: bool, single: str, ordered: bool) -> str:
    if ordered:
        if single == "negative":
            return "negative"
        return "again" if single else "retest_pending" if sampled else "retest"
    return "negative" if tube == "negative" else "pending" if tube in ("", "invalid") else "retest"


@lru_cache(maxsize=1024)
def language(wanted: str) -> str:
    """The first language of the browser's that there is; Chinese where it names none."""
    tags = (part.split(";")[0].strip().lower() for part in wanted.split(","))
    return next(("zh" if tag.startswith("zh") else "en" for tag in tags if tag.startswith(("zh", "en"))), "zh")

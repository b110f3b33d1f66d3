"""The public's door, before Django: a result whose page is rendered is handed out without a request of Django's.

Whoever look at the same moment are asked about in one statement: half of what a look-up costs is the way there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseError

from fangxian.response.testing.lane import lookup
from fangxian.response.testing.lane.turns import Turns

Told = tuple[str, datetime | None]
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

_ASK: Final[LiteralString] = """
    SELECT asked.place, found.* FROM
        unnest(string_to_array(%s, ' ')::int[], string_to_array(%s, ' ')::uuid[])
            WITH ORDINALITY AS asked (round, swab, place),
        LATERAL testing_result(asked.round, asked.swab) AS found
"""


class Door:
    """An application for what is looked up, before one for everything else.

    Parameters
    ----------
    application : Application
        Answers whatever is not answered here.
    open_ : callable
        Whether to answer here at all; an exercise's faults and marks are its business.
    """

    def __init__(self, application: Application, open_: Callable[[], bool]) -> None:
        self._application = application
        self._open = open_

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer as :func:`fangxian.response.testing.lane.lookup.answer` does, or hand the request on."""
        asked = lookup.parsed(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        page = self._page(*asked, environ.get("HTTP_ACCEPT_LANGUAGE", "")) if asked and self._open() else None
        if page is None:
            return self._application(environ, start_response)
        status, headers, body = page
        start_response(status, headers)
        return [body]

    def _page(self, serial: int, swab: UUID, wanted: str) -> tuple[str, list[tuple[str, str]], bytes] | None:
        """Status line, headers and body; none where the page is not rendered yet, or the database is not there."""
        try:
            state, at = _turns.ask(Swab(serial, swab))
        except (psycopg.Error, DatabaseError):
            return None
        frame = lookup.kept(state, lookup.language(wanted))
        if frame is None:
            return None
        return f"{frame.status_code} {frame.reason_phrase}", list(frame.headers.items()), lookup.dated(frame, at)


class Swab(NamedTuple):
    """Whose result is asked for."""

    serial: int
    swab: UUID


def turns() -> Turns[Swab, Told]:
    """Turns at asking: as :func:`~fangxian.response.testing.lane.lookup.look_up`, for all who wait at once."""
    return Turns(_look_up)


def _look_up(group: list[Swab]) -> list[Told]:
    rows = {row[0]: row[1:] for row in _rows(group)}
    return [lookup.told(rows.get(place)) for place in range(1, len(group) + 1)]


def _rows(group: Sequence[Swab]) -> list[tuple[Any, ...]]:
    wire = connections[DEFAULT_DB_ALIAS]
    wire.ensure_connection()
    raw = wire.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with psycopg.Cursor(raw) as cursor:
            rounds = " ".join(str(one.serial) for one in group)
            swabs = " ".join(str(one.swab) for one in group)
            cursor.execute(_ASK, [rounds, swabs])
            return cursor.fetchall()
    finally:
        raw.prepare_threshold = before


_turns = turns()

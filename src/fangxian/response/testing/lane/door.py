"""The public's door, before Django: a result whose page is rendered is handed out without a request of Django's.

Whoever look at the same moment are asked about in one statement: half of what a look-up costs is the way there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db import Error as DatabaseError

from fangxian.response.testing.lane import lookup

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
            state, at = _together.look_up(serial, swab)
        except (psycopg.Error, DatabaseError):
            return None
        frame = lookup.kept(state, lookup.language(wanted))
        if frame is None:
            return None
        return f"{frame.status_code} {frame.reason_phrase}", list(frame.headers.items()), lookup.dated(frame, at)


@dataclass(slots=True, eq=False)
class _Ticket:
    serial: int
    swab: UUID
    found: tuple[str, datetime | None] | None = None
    error: BaseException | None = None


class _Together:
    """Look-ups that wait while others are asked about go in one statement; whose turn comes first asks for all."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []

    def look_up(self, serial: int, swab: UUID) -> tuple[str, datetime | None]:
        """As :func:`fangxian.response.testing.lane.lookup.look_up`."""
        ticket = _Ticket(serial, swab)
        with self._lock:
            self._waiting.append(ticket)
        with self._turn:
            if ticket.found is None and ticket.error is None:
                with self._lock:
                    group, self._waiting = self._waiting, []
                _ask(group)
        if ticket.found is None:
            assert ticket.error is not None
            raise ticket.error
        return ticket.found


def _ask(group: Sequence[_Ticket]) -> None:
    try:
        rows = {row[0]: row[1:] for row in _rows(group)}
    except BaseException as error:
        for one in group:
            one.error = error
        return
    for place, one in enumerate(group, start=1):
        one.found = lookup.told(rows.get(place))


def _rows(group: Sequence[_Ticket]) -> list[tuple[Any, ...]]:
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


_together = _Together()

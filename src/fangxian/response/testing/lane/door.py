"""The door before Django, for what a whole city does at once: stations send batches, the public looks results up.

Thousands wait here without a thread each. Whoever come at the same moment are written, or asked about, in one
transaction: most of what one costs is the way to the database. Nothing here asks the database itself; where something
has to be asked first (a device seen for the first time, a page that is not rendered yet), Django answers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, LiteralString, NamedTuple
from uuid import UUID

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.http import HttpResponse

from fangxian.response.testing.lane import lookup, replies, seats, view
from fangxian.response.testing.lane.grouping import Sent
from fangxian.response.testing.lane.reading import Parcel, read
from fangxian.response.testing.lane.turns import Turns

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Reply = tuple[dict[str, Any], bytes]
"""How an answer starts, and its body."""
Told = tuple[str, datetime | None]

AT_ONCE: Final = 200
"""Batches that a process holds at once; the next waits as long as :data:`~.view.PATIENCE_S`, then comes back later."""

MOST_HELD: Final = 256 * 2**20
"""Bytes of batches that a process holds, those still on their way included."""

SMALL: Final = 8 * 1024
"""Bytes of a batch that is read on the spot; a larger one by a thread, while others come in."""

_ASK: Final[LiteralString] = """
    SELECT asked.place, found.* FROM
        unnest(string_to_array(%s, ' ')::int[], string_to_array(%s, ' ')::uuid[])
            WITH ORDINALITY AS asked (round, swab, place),
        LATERAL testing_result(asked.round, asked.swab) AS found
"""


class Door:
    """An ASGI application for the lane and the look-up, before one for everything else.

    Parameters
    ----------
    application : Application
        Answers whatever is not answered here.
    open_ : callable
        Whether to answer here at all; an exercise's faults and marks are the application's business. Asks nobody.
    """

    def __init__(self, application: Application, open_: Callable[[], bool]) -> None:
        self._application = application
        self._open = open_
        self._room = asyncio.Semaphore(AT_ONCE)
        self._held = 0
        self._readers = ThreadPoolExecutor(2, "readers")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as :mod:`~.view` and :mod:`~.lookup` do, or hand the request on."""
        reply = await self._reply(scope, receive) if scope["type"] == "http" and self._open() else None
        if reply is None:
            await self._application(scope, receive, send)
            return
        start, content = reply
        await send(start)
        await send({"type": "http.response.body", "body": content})

    async def _reply(self, scope: Scope, receive: Receive) -> Reply | None:
        if scope["method"] == "GET":
            asked = lookup.parsed(scope["path"])
            return None if asked is None else await _page(*asked, _header(scope, b"accept-language"))
        if scope["method"] != "POST" or scope["path"] != view.PATH:
            return None
        held = seats.known(view.key_of(_header(scope, b"authorization")))
        if held is None:
            return None
        response = await self._taken(*held, receive)
        return _start(response), response.content

    async def _taken(self, seat: seats.Seat, now: datetime, receive: Receive) -> HttpResponse:
        parts: list[bytes] = []
        try:
            refused = await self._received(receive, parts)
            if refused is not None:
                return refused
            if not view.within_rate(seat.device):
                return replies.too_fast()
            return await self._stored(b"".join(parts), seat, now)
        finally:
            self._held -= sum(map(len, parts))

    async def _received(self, receive: Receive, parts: list[bytes]) -> HttpResponse | None:
        """Put what is sent into `parts`; gives an answer where it is more than there is room for."""
        size, more = 0, True
        while more:
            message = await receive()
            part = message.get("body", b"")
            parts.append(part)
            self._held += len(part)
            more, size = message.get("more_body", False), size + len(part)
            if size > view.LARGEST:
                return replies.too_large()
            if self._held > MOST_HELD:
                return replies.full()
        return None

    async def _stored(self, body: bytes, seat: seats.Seat, now: datetime) -> HttpResponse:
        try:
            await asyncio.wait_for(self._room.acquire(), view.PATIENCE_S)
        except TimeoutError:
            return replies.full()
        try:
            parcel = await self._read(body)
            return replies.stored(parcel.batch, await view.writing.asked(Sent(parcel, seat, now)), now)
        except replies.REFUSALS as error:
            return replies.refusal(error)
        finally:
            self._room.release()

    async def _read(self, body: bytes) -> Parcel:
        if len(body) <= SMALL:
            return read(body)
        return await asyncio.get_running_loop().run_in_executor(self._readers, read, body)


def _start(response: HttpResponse) -> dict[str, Any]:
    headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in response.headers.items()]
    return {"type": "http.response.start", "status": response.status_code, "headers": headers}


_started = lru_cache(maxsize=64)(_start)
"""The same of rendered pages, which are few."""


def _header(scope: Scope, wanted: bytes) -> str:
    return next((value.decode("latin1") for name, value in scope["headers"] if name == wanted), "")


async def _page(serial: int, swab: UUID, wanted: str) -> Reply | None:
    """The page of a swab; none where it is not rendered yet, or the database is not there."""
    language = lookup.language(wanted)
    try:
        state, at = await _looking.asked(Swab(serial, swab))
    except replies.GONE:
        return None
    frame = lookup.kept(state, language)
    return None if frame is None else (_started(frame), lookup.dated(frame, at))


class Swab(NamedTuple):
    """Whose result is asked for."""

    serial: int
    swab: UUID


def _look_up(group: list[Swab]) -> list[Told]:
    """As :func:`~fangxian.response.testing.lane.lookup.look_up`, for all who wait at once."""
    try:
        rows = {row[0]: row[1:] for row in _rows(group)}
    except replies.GONE:
        connection.close()  # the next group finds one that stands
        raise
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


_looking = Turns(_look_up)

"""Storing batches: binary COPY into staging, then set-based statements, for a whole group in one transaction.

The tubes of the group are locked first, in the order of their codes. Whoever counts what is in a tube therefore counts
alone, and a batch that arrives twice at once finds, the second time, everything there.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID
from weakref import WeakSet

import msgspec
import psycopg
from django.db import connection, transaction
from psycopg import errors

from fangxian.response.casework.ids import derived
from fangxian.response.registry.seal import seal_bytes
from fangxian.response.testing.lane import staging, statements
from fangxian.response.testing.lane.reading import Parcel, Refused
from fangxian.response.testing.lane.seats import Seat
from fangxian.response.testing.methods import capacity

SLOT: Final = timedelta(minutes=10)
"""Grain of the pace of a station."""

_PLACE: Final = (1 << statements.PARCEL_BITS) - 1
_ATTEMPTS: Final = 5


class _TakenBack(Exception):
    """The swab by which somebody was counted is taken back at this moment."""


_AGAIN: Final = (errors.UniqueViolation, errors.DeadlockDetected, _TakenBack)
"""The same registration, or the same person, came or went at the same moment by another way: look again."""

_encode = msgspec.json.Encoder().encode
_staged: WeakSet[psycopg.Connection[Any]] = WeakSet()


@dataclass(slots=True)
class Outcome:
    """What became of a batch: how many people are stored now, how many were stored before, which items were refused."""

    accepted: int = 0
    duplicates: int = 0
    refused: list[Refused] = field(default_factory=list)


@dataclass(slots=True)
class Load:
    """A batch with the seat of its device, and what became of it."""

    parcel: Parcel
    seat: Seat
    outcome: Outcome = field(default_factory=Outcome)


def store(parcel: Parcel, seat: Seat, now: datetime) -> Outcome:
    """Store a batch; what is there already is left alone, what cannot be stored is refused alone.

    Raises
    ------
    psycopg.OperationalError
        The database is not to be had, or somebody else holds it too long: nothing is stored, send it again.
    """
    return store_together([(parcel, seat)], now)[0]


def store_together(batches: Sequence[tuple[Parcel, Seat]], now: datetime) -> list[Outcome]:
    """Store batches of one round that share no registration and no tube, in one transaction.

    Where one holds what cannot be stored, each is stored by itself.

    Raises
    ------
    psycopg.OperationalError
        As :func:`store`.
    """
    try:
        return _stored([Load(parcel, seat) for parcel, seat in batches], now)
    except (psycopg.DataError, psycopg.IntegrityError):
        if len(batches) > 1:
            return [store(parcel, seat, now) for parcel, seat in batches]
        return [_apart(parcel, seat, now) for parcel, seat in batches]


def _apart(parcel: Parcel, seat: Seat, now: datetime) -> Outcome:
    """A batch that the database refuses, in halves, until the item that it cannot hold stands alone."""
    if len(parcel.people) <= 1:
        bad = [Refused(str(one.item.id), "item.unstorable", "", _encode(one.item)) for one in parcel.people]
        left = Parcel(parcel.batch, parcel.sent_at, refused=parcel.refused + bad, repeated=parcel.repeated)
        return _stored([Load(left, seat)], now)[0]
    middle = len(parcel.people) // 2
    first = Parcel(parcel.batch, parcel.sent_at, parcel.tubes, parcel.people[:middle], parcel.voids, parcel.refused)
    second = Parcel(derived(parcel.batch, "rest"), parcel.sent_at, parcel.tubes, parcel.people[middle:])
    second.repeated = parcel.repeated
    done = [store(half, seat, now) for half in (first, second)]
    return Outcome(
        sum(one.accepted for one in done),
        sum(one.duplicates for one in done),
        [refused for one in done for refused in one.refused],
    )


def _stored(loads: list[Load], now: datetime) -> list[Outcome]:
    for attempt in range(_ATTEMPTS):
        for load in loads:
            parcel = load.parcel
            load.outcome = Outcome(0, len(parcel.people) + parcel.repeated, list(parcel.refused))
        try:
            with transaction.atomic(), _cursor() as cursor:
                _write(cursor, loads, now)
            break
        except _AGAIN as error:
            if attempt == _ATTEMPTS - 1:
                raise psycopg.OperationalError("others store the same") from error
    return [load.outcome for load in loads]


@contextmanager
def _cursor() -> Iterator[psycopg.Cursor[Any]]:
    """A cursor that prepares its statements, on the connection of this thread, with the staging tables there."""
    connection.ensure_connection()
    raw = connection.connection
    before, raw.prepare_threshold = raw.prepare_threshold, 0
    try:
        with psycopg.Cursor(raw) as cursor:
            cursor.execute(statements.BEGIN, prepare=False)
            if raw not in _staged:
                cursor.execute(statements.STAGE, prepare=False)
                # What is made in a transaction that is rolled back is gone again.
                transaction.on_commit(lambda: _staged.add(raw))
            yield cursor
    finally:
        raw.prepare_threshold = before


def _write(cursor: psycopg.Cursor[Any], loads: Sequence[Load], now: datetime) -> None:
    serial, ours = loads[0].seat.serial, staging.micros(now)
    tubes = [row for load in loads for row in _tubes(load, ours)]
    if tubes:
        _copy(cursor, statements.COPY_TUBES, tubes)
        cursor.execute(statements.tubes(serial))
    for load in loads:
        if load.parcel.voids:
            _void(cursor, load, now)
    if any(load.parcel.people for load in loads):
        _people(cursor, loads, ours, now)
    cursor.executemany(statements.RECEIPT, [_receipt(load, now) for load in loads])
    refusals = [_refusal(one, load.seat, now) for load in loads for one in load.outcome.refused]
    if refusals:
        cursor.executemany(statements.REFUSE, refusals)


def _tubes(load: Load, now: int) -> Iterator[bytes]:
    """Staging rows of the tubes of a batch, each once, with its seal where any of its mentions has it."""
    seat, known = load.seat, {}
    for one in load.parcel.tubes:
        size = capacity(seat.methods, one.group)
        if size is None:
            load.outcome.refused.append(Refused(one.tube, "tube.group", "group", _encode(one)))
        elif one.tube not in known or one.sealed_at:
            known[one.tube] = one, size
    skew = now - staging.micros(load.parcel.sent_at)
    return (staging.tube(one, size, seat, skew, now) for one, size in known.values())


def _people(cursor: psycopg.Cursor[Any], loads: Sequence[Load], ours: int, now: datetime) -> None:
    rows: list[bytes] = []
    for number, load in enumerate(loads):
        skew = ours - staging.micros(load.parcel.sent_at)
        rows += staging.people(load.parcel.people, number << statements.PARCEL_BITS, load.seat, skew, ours)
    _copy(cursor, statements.COPY_PEOPLE, rows)
    cursor.execute(statements.people(loads[0].seat.serial), {"slot": _slot(now)})
    elsewhere: set[bytes] = set()
    for number, fresh, places, codes, others in cursor.fetchall():
        _take_in(loads[number], fresh, places or (), codes or ())
        elsewhere.update(others or ())
    if elsewhere:
        cursor.execute(statements.COUNTED, [loads[0].seat.serial, list(elsewhere)])
        if len(cursor.fetchall()) < len(elsewhere):
            raise _TakenBack


def _take_in(load: Load, fresh: int, places: Sequence[int], codes: Sequence[str]) -> None:
    """Note of a batch how many of its people were new, and which of these did not fit."""
    for place, code in sorted(zip(places, codes, strict=True)):
        item = load.parcel.people[place & _PLACE].item
        load.outcome.refused.append(Refused(str(item.id), code, "tube", _encode(item)))
    load.outcome.accepted = fresh - len(places)
    load.outcome.duplicates -= fresh


def _copy(cursor: psycopg.Cursor[Any], statement: Any, rows: list[bytes]) -> None:
    with cursor.copy(statement) as copy:
        copy.write(b"".join((staging.HEAD, *rows, staging.TAIL)))


def _void(cursor: psycopg.Cursor[Any], load: Load, now: datetime) -> None:
    ids: list[UUID] = [one.id for one in load.parcel.voids]
    cursor.execute(statements.KNOWN, [load.seat.serial, ids, load.seat.station])
    known = {row[0] for row in cursor.fetchall()}
    said = {"ids": ids, "station": load.seat.station, "now": now}
    cursor.execute(statements.void(load.seat.serial), said)
    load.outcome.refused += [
        Refused(str(one.id), "registration.unknown", "id", _encode(one))
        for one in load.parcel.voids
        if one.id not in known
    ]


def _receipt(load: Load, now: datetime) -> tuple[Any, ...]:
    done, seat = load.outcome, load.seat
    counts = (done.accepted, done.duplicates, len(done.refused))
    skew = (now - load.parcel.sent_at).total_seconds()
    return (seat.serial, load.parcel.batch, seat.device, seat.area, *counts, skew, now)


def _refusal(one: Refused, seat: Seat, now: datetime) -> tuple[Any, ...]:
    key = derived(seat.device, one.item, one.code, one.raw.hex() if "[" in one.item else "")
    sealed = seal_bytes(key, one.raw)
    return (key, one.item, seat.serial, seat.station, seat.device, seat.area, one.code, one.field, sealed, now)


def _slot(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % (SLOT.seconds // 60), seconds=now.second, microseconds=now.microsecond)

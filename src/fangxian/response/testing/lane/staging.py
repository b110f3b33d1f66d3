"""Rows of the staging tables in PostgreSQL's binary COPY format, written by hand: it is the lane's innermost loop.

The format: per row the number of columns (int16), per column its length (int32, -1 for null) and its bytes; times are
microseconds since 2000-01-01 UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from struct import Struct
from typing import Final
from uuid import UUID

from fangxian.response.testing.ids import tube_id
from fangxian.response.testing.lane.reading import Person, TubeItem
from fangxian.response.testing.lane.seats import Seat

HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL: Final = b"\xff\xff"

_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_EARLIEST: Final = -2_000 * 365 * 86_400 * 1_000_000
"""About the year 1: earlier than any clock of a device, later than PostgreSQL's earliest."""

_PERSON_HEAD: Final = Struct(">hiii16si").pack
_HASH: Final = Struct(">i16si").pack
_TIME: Final = Struct(">iqi").pack
_UUID: Final = Struct(">i16s").pack
_SHORT: Final = Struct(">ih").pack
_LENGTH: Final = Struct(">i").pack
_NULL: Final = _LENGTH(-1)


def micros(at: datetime) -> int:
    """Microseconds since 2000."""
    since = at - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


def people(rows: Iterable[Person], first: int, seat: Seat, skew: int, now: int) -> list[bytes]:
    """Rows of ``arriving``, numbered from `first` on.

    Parameters
    ----------
    skew, now : int
        Microseconds by which the device's clock is behind; our clock. No time is later than ours.
    """
    tail = _uuid(seat.station) + _text(seat.area) + _uuid(seat.device)
    parts: list[bytes] = []
    add = parts.append
    for ord_, one in enumerate(rows, first):
        item = one.item
        tube, staff = item.tube.encode(), item.staff.encode()
        add(_PERSON_HEAD(10, 4, ord_, 16, item.id.bytes, len(tube)))
        add(tube)
        add(_HASH(16, one.hash, len(one.sealed)))
        add(one.sealed)
        add(_TIME(8, _ours(item.at, skew, now), len(staff)))
        add(staff)
        add(tail)
    return parts


def tube(one: TubeItem, size: int, seat: Seat, skew: int, now: int) -> bytes:
    """A row of ``arriving_tube``."""
    sealed = _NULL if one.sealed_at is None else _moment(one.sealed_at, skew, now)
    stated = _NULL if one.people is None else _SHORT(2, one.people)
    head = b"\x00\x09" + _text(one.tube) + _uuid(tube_id(seat.serial, one.tube)) + _text(one.group) + _SHORT(2, size)
    tail = _moment(one.opened_at, skew, now) + sealed + stated + _uuid(seat.station) + _text(seat.area)
    return head + tail


def _ours(said: datetime, skew: int, now: int) -> int:
    return max(min(micros(said) + skew, now), _EARLIEST)


def _moment(said: datetime, skew: int, now: int) -> bytes:
    return Struct(">iq").pack(8, _ours(said, skew, now))


def _text(text: str) -> bytes:
    data = text.encode()
    return _LENGTH(len(data)) + data


def _uuid(id: UUID) -> bytes:
    return _UUID(16, id.bytes)

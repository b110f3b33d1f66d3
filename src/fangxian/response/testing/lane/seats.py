"""Whom a device sits for: its station, its round, what that round allows. Kept for seconds; a batch needs no query."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, FangxianError
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.testing import tokens
from fangxian.response.testing.models import Device, Round

FRESH_S: Final = 5.0
"""For so long a seat is believed: a device that is signed out is refused after it."""

_MOST: Final = 20_000


class NotSignedIn(FangxianError):
    """The key does not hold."""

    status = 401


@dataclass(frozen=True, slots=True)
class Seat:
    """A device at its station."""

    device: UUID
    station: UUID
    area: str
    serial: int
    methods: Mapping[str, int]


_seats: dict[tuple[str, UUID], tuple[float, Seat]] = {}
_live: dict[str, float] = {}


def moment() -> datetime:
    """The workspace's present moment; that it follows the real time is believed for as long as a seat."""
    name = str(connection.settings_dict["NAME"])
    if time.monotonic() - _live.get(name, -FRESH_S) < FRESH_S:
        return datetime.now(UTC)
    held = clock.workspace()
    if held.kind == held.Kind.LIVE:
        _live[name] = time.monotonic()
    return held.clock or datetime.now(UTC)


def seat(key: str, now: datetime) -> Seat:
    """The seat of a device's key.

    Raises
    ------
    NotSignedIn
        ``device.key``: we did not sign it, its time is up, or the device was signed out.
    Conflict
        ``round.archived``: the round takes nothing any more.
    """
    said = tokens.read(key)
    if said is None or said[1] <= now:
        raise _unknown()
    name = (str(connection.settings_dict["NAME"]), said[0])
    held = _seats.get(name)
    if held is not None and time.monotonic() - held[0] < FRESH_S:
        return held[1]
    found = _look_up(said[0])
    if len(_seats) > _MOST:
        _seats.clear()
    _seats[name] = (time.monotonic(), found)
    return found


def forget() -> None:
    """Look everything up again."""
    _seats.clear()
    _live.clear()


def _look_up(device: UUID) -> Seat:
    with transaction.atomic(), access.everywhere():
        found = Device.objects.select_related("station__round").filter(id=device, revoked_at=None).first()
    if found is None:
        raise _unknown()
    return seat_of(found)


def seat_of(device: Device) -> Seat:
    """The seat of a device of the table, whether or not its key still holds.

    Raises
    ------
    Conflict
        ``round.archived``.
    """
    of = device.station.round
    if of.state == Round.State.ARCHIVED:
        raise Conflict(
            "round.archived",
            _("The round of this station is archived; nothing can be added to it."),
            remedy=_("Export what the device holds, and give the file to the testing office."),
        )
    return Seat(device.id, device.station_id, device.area, of.serial, of.methods)


def _unknown() -> NotSignedIn:
    return NotSignedIn(
        "device.key",
        _("This device is not signed in at a station, or its time is up."),
        remedy=_("Sign in again; everything registered stays on the device until it is stored."),
    )

"""Whom a device sits for: its station, its round, what that round allows. Kept for seconds; a batch needs no query."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, FangxianError
from fangxian.response.jurisdiction import access, database
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


class _Chart:
    """The seats of a database's devices: those of a round are looked up when its first sends, then now and then."""

    def __init__(self) -> None:
        self._seats: dict[UUID, Seat] = {}
        self._rounds: set[int] = set()
        self._asked = time.monotonic()

    def seat(self, device: UUID) -> Seat:
        if time.monotonic() - self._asked > FRESH_S:
            self._asked = time.monotonic()
            if len(self._seats) < _MOST:
                self._seats = _look_up_all(id__in=list(self._seats))
            else:
                self._seats, self._rounds = {}, set()
        held = self._seats.get(device)
        if held is None:
            held = self._seats[device] = _look_up(device)
            if held.serial not in self._rounds:
                self._rounds.add(held.serial)
                self._seats |= _look_up_all(station__round__serial=held.serial)
        return held

    def known(self, device: UUID) -> Seat | None:
        return self._seats.get(device) if time.monotonic() - self._asked <= FRESH_S else None


_charts: defaultdict[str, _Chart] = defaultdict(_Chart)
_live: dict[str, float] = {}


def moment() -> datetime:
    """The workspace's present moment; that it follows the real time is believed for as long as a seat."""
    now = _believed()
    if now is not None:
        return now
    held = clock.workspace()
    if held.kind == held.Kind.LIVE:
        _live[database.name()] = time.monotonic()
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
    return _charts[database.name()].seat(said[0])


def known(key: str) -> tuple[Seat, datetime] | None:
    """The seat of a device's key and the present moment, where both can be said without asking the database."""
    now, said = _believed(), tokens.read(key)
    if now is None or said is None or said[1] <= now:
        return None
    held = _charts[database.name()].known(said[0])
    return None if held is None else (held, now)


def _believed() -> datetime | None:
    """The real time, where the workspace was found to follow it a moment ago."""
    return datetime.now(UTC) if time.monotonic() - _live.get(database.name(), -FRESH_S) < FRESH_S else None


def forget() -> None:
    """Look everything up again."""
    _charts.clear()
    _live.clear()


def _look_up(device: UUID) -> Seat:
    with transaction.atomic(), access.everywhere():
        found = Device.objects.select_related("station__round").filter(id=device, revoked_at=None).first()
    if found is None:
        raise _unknown()
    return seat_of(found)


def _look_up_all(**which: Any) -> dict[UUID, Seat]:
    """The seats of those that are still signed in, in rounds that still take something; the latest, where many are."""
    with transaction.atomic(), access.everywhere():
        found = Device.objects.filter(revoked_at=None, **which).order_by("-id")[:_MOST]
        rows = list(found.values_list("id", "station_id", "area", "station__round_id"))
        rounds = Round.objects.exclude(state=Round.State.ARCHIVED).in_bulk({row[3] for row in rows})
    return {
        device: Seat(device, station, area, rounds[of].serial, rounds[of].methods)
        for device, station, area, of in rows
        if of in rounds
    }


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

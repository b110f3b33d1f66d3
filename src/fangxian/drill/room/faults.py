"""What is out of order now: the systems' own failures, rehearsed. Never outside of an exercise."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import transaction

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Fault, Room
from fangxian.response.jurisdiction import database
from fangxian.response.ledger.models import Workspace

FRESH_S: Final = 1.0
"""For so long a process believes what it knows of an exercise."""

ELSEWHERE_S: Final = 60.0
"""For so long it believes that the database is no exercise: what a database is never changes."""

SOONEST_S, LATEST_S = 5, 120
"""Bounds of when a device is asked to come back."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A fault that holds now.

    Attributes
    ----------
    within : str
        Code of the area it holds in; empty for everywhere.
    retry_s : int
        Real seconds after which to try again.
    """

    id: UUID
    kind: str
    within: str
    factor: float
    ends_at: datetime
    retry_s: int

    def covers(self, area: str) -> bool:
        """Whether it holds in an area."""
        return area.startswith(self.within)


@dataclass(frozen=True, slots=True)
class Known:
    """What a process knows of the workspace: its mark (none where it is live), and what is broken."""

    mark: str
    broken: tuple[Broken, ...]


_known: dict[str, tuple[float, Known]] = {}
NOTHING: Final = Known("", ())
"""Live, and everything in order."""


def known() -> Known:
    """What is broken, as of a second ago; nothing where the database cannot be asked."""
    name = database.name()
    held = _known.get(name)
    now = time.monotonic()
    if held is not None and now < held[0]:
        return held[1]
    try:
        found, lasts = _look()
    except DatabaseError:
        return held[1] if held is not None else NOTHING
    _known[name] = (now + lasts, found)
    return found


def none_believed() -> bool:
    """Whether it is known, without asking the database, that nothing is broken and no answer bears a mark."""
    held = _known.get(database.name())
    return held is not None and time.monotonic() < held[0] and held[1] == NOTHING


def forget() -> None:
    """Ask again."""
    _known.clear()


def in_force() -> tuple[Broken, ...]:
    """The faults that hold at this moment of the exercise; none once it was stopped."""
    workspace = Workspace.objects.first()
    if workspace is None or workspace.kind != Workspace.Kind.DRILL or workspace.clock is None:
        return ()
    room = Room.objects.first()
    if room is None or room.state in (Room.State.STOPPED, Room.State.ENDED):
        return ()
    with transaction.atomic(), curtain.lifted():
        rows = list(Fault.objects.filter(begins_at__lte=workspace.clock, ends_at__gt=workspace.clock))
    return tuple(_broken(rows, workspace.clock, room.speed))


def _broken(rows: list[Fault], now: datetime, speed: float) -> Iterator[Broken]:
    for row in rows:
        left = (row.ends_at - now).total_seconds() / speed
        retry = round(min(max(left, SOONEST_S), LATEST_S))
        yield Broken(row.id, row.kind, row.within, row.factor, row.ends_at, retry)


def _look() -> tuple[Known, float]:
    workspace = Workspace.objects.first()
    if workspace is None:
        return NOTHING, FRESH_S
    mark = "" if workspace.kind == Workspace.Kind.LIVE else f"{workspace.kind}:{workspace.slug}"
    if workspace.kind != Workspace.Kind.DRILL:
        return Known(mark, ()), ELSEWHERE_S
    return Known(mark, in_force()), FRESH_S

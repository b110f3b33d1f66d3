"""The live board: everybody in transfer is counted, the most urgent of each stage are shown."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Final
from uuid import UUID

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.transfer.limits import first_due
from fangxian.response.transfer.models import Transfer, Vehicle
from fangxian.response.transfer.queries.board import Line, lines, with_all

SHOWN: Final = 25
"""Families of each stage that the board shows unless asked for more."""

MOST: Final = 300
"""Families of each stage that it shows when asked for all."""

_STAGES: Final = {"requested": "waits", "allotted": "called", "aboard": "road", "door": "road"}
_NEVER: Final = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Figures:
    """The head of the board.

    Attributes
    ----------
    waiting, over, aboard, door : int
        People: without being picked up yet, beyond the limit, in vehicles, at a door.
    longest : int
        Minutes that somebody waits for being picked up.
    arrived : int
        People taken in today.
    ready : int
        Vehicles.
    """

    waiting: int
    over: int
    longest: int
    aboard: int
    door: int
    arrived: int
    ready: int


@dataclass(frozen=True, slots=True)
class Stage:
    """Families of one stage, the first due first.

    Attributes
    ----------
    whole : int
        How many there are, shown or not.
    """

    lines: Sequence[Line]
    whole: int

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.whole - len(self.lines)


@dataclass(frozen=True, slots=True)
class Live:
    """The board."""

    figures: Figures
    waits: Stage
    called: Stage
    road: Stage


@dataclass(slots=True)
class _Family:
    ids: list[UUID]
    state: str
    since: datetime
    due: datetime = _NEVER


def live(shown: int = SHOWN) -> Live:
    """Everybody in scope, in two readings; only those who are shown are read in full."""
    now = clock.now()
    families, figures = _families(now)
    stages: dict[str, list[_Family]] = {stage: [] for stage in _STAGES.values()}
    for one in sorted(families, key=lambda one: (one.due, one.since)):
        stages[_STAGES[one.state]].append(one)
    ids = [id_ for those in stages.values() for one in those[:shown] for id_ in one.ids]
    with access.everywhere():  # the vehicle may belong to another district, the site lie in one
        found = lines(list(with_all().filter(id__in=ids).order_by("requested_at", "family", "order", "id")))
    split: defaultdict[str, list[Line]] = defaultdict(list)
    for line in found:
        split[_STAGES[line.first.state]].append(line)
    return Live(figures, **{name: Stage(split[name], len(those)) for name, those in stages.items()})


def _families(now: datetime) -> tuple[list[_Family], Figures]:
    """Who travels together, with the limit that comes first; and the counts over all of them."""
    rows = list(
        Transfer.objects.filter(state__in=Transfer.OPEN)
        .order_by("requested_at", "family", "order", "id")
        .values_list("id", "family", "state", "person", "incident", "requested_at")
    )
    with access.everywhere():
        due = first_due({f"person:{person}" for _id, _family, _state, person, _incident, _at in rows})
    states, over, longest = Counter(row[2] for row in rows), 0, 0
    found: dict[UUID, _Family] = {}
    for id_, family, state, person, incident, at in rows:
        one = found.setdefault(family, _Family([], state, at))
        one.ids.append(id_)
        limit = due.get((f"person:{person}", incident), _NEVER)
        one.due, over = min(one.due, limit), over + (limit < now)
        if _STAGES[state] != "road":
            longest = max(longest, int((now - at).total_seconds() // 60))
    zone = clock.zone()
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    return list(found.values()), Figures(
        waiting=states["requested"] + states["allotted"],
        over=over,
        longest=longest,
        aboard=states["aboard"],
        door=states["door"],
        arrived=Transfer.objects.filter(state=Transfer.State.DELIVERED, ended_at__gte=midnight).count(),
        ready=Vehicle.objects.filter(state=Vehicle.State.READY).count(),
    )

"""An exercise at any moment of it, truth beside record: for those behind the curtain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Inject, Room, Truth
from fangxian.response.information.queries import clocks
from fangxian.response.information.queries.labels import labels_of
from fangxian.response.information.queries.situation import EVENTS, told
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries import feed, standing
from fangxian.response.ledger.queries.incidents import chosen_incident

HOUR = timedelta(hours=1)
FACTS = 24
"""Facts shown of a moment."""

WIDTH, HEIGHT = 1000, 100
"""Units that the curves are drawn in; the page stretches them."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened: an inject that was delivered, or an event of the record."""

    at: datetime
    stop: datetime
    """The hour of the ruler that shows it."""
    title: str
    inject: bool


@dataclass(frozen=True, slots=True)
class Curves:
    """People infected and people found, hour by hour, as paths; and where the days begin."""

    infected: str
    found: str
    most: int
    days: tuple[tuple[str, int], ...]
    """Share of the width in percent, and the day's number."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Where one can go from a moment; None where there is nothing more."""

    day_back: datetime | None
    hour_back: datetime | None
    hour_on: datetime | None
    day_on: datetime | None
    event_back: datetime | None
    event_on: datetime | None


def last_moment(room: Room) -> datetime:
    """Up to where there is something to show."""
    return min(clock.now(), room.ends_at)


def marks(room: Room) -> list[Mark]:
    """Everything worth stopping at, in order."""
    incident, last = chosen_incident(""), last_moment(room)
    with curtain.lifted(), access.everywhere():
        rows = list(Inject.objects.exclude(delivered_at=None))
        facts = feed.of_kinds(incident.id, EVENTS, last) if incident else []
    happened = [(row.delivered_at, either(row.title_zh, row.title_en), True) for row in rows if row.delivered_at]
    happened += [(fact.recorded_at, fact.title, False) for fact in facts]
    found = [Mark(at, _stop(room, at, last), title, inject) for at, title, inject in happened]
    return sorted(found, key=lambda one: (one.at, one.title))


def _stop(room: Room, at: datetime, last: datetime) -> datetime:
    """The first hour at which something is seen."""
    hours = -(-(at - room.begins_at) // HOUR)
    return min(room.begins_at + max(hours, 0) * HOUR, last)


def steps(room: Room, at: datetime, happened: Sequence[Mark]) -> Steps:
    """The hours, days and events next to a moment."""
    first, last = room.begins_at, last_moment(room)
    before = [one.stop for one in happened if one.stop < at]
    after = [one.stop for one in happened if one.stop > at]
    return Steps(
        day_back=max(at - 24 * HOUR, first) if at > first else None,
        hour_back=max(at - HOUR, first) if at > first else None,
        hour_on=min(at + HOUR, last) if at < last else None,
        day_on=min(at + 24 * HOUR, last) if at < last else None,
        event_back=max(before, default=None),
        event_on=min(after, default=None),
    )


def curves(room: Room) -> Curves:
    """Both curves over the whole exercise; every step of a replay shows the same."""
    return _curves(room.id, room.begins_at, last_moment(room))


@lru_cache(maxsize=8)
def _curves(_room: UUID, begins_at: datetime, last: datetime) -> Curves:
    """Of a room whose clock has come to `last`: the truth is written as the clock moves, and never again."""
    with curtain.lifted():
        rows = list(Truth.objects.order_by("at").values_list("at", "figures__infected", "figures__found"))
    span = max((last - begins_at) / HOUR, 1.0)
    most = max((infected for _at, infected, _found in rows), default=0)
    across = [(at - begins_at) / HOUR / span * WIDTH for at, _infected, _found in rows]
    lasts = round(span / 24)
    return Curves(
        infected=_path(across, [row[1] for row in rows], most),
        found=_path(across, [row[2] for row in rows], most),
        most=most,
        days=tuple((f"{day * 24 / span * 100:.2f}", day) for day in range(0, lasts + 1, max(1, lasts // 16))),
    )


def _path(across: Sequence[float], values: Sequence[int], most: int) -> str:
    points = [f"{x:.1f},{HEIGHT - value / max(most, 1) * HEIGHT:.1f}" for x, value in zip(across, values, strict=True)]
    return " ".join(points)


def record_at(at: datetime) -> dict[str, Any]:
    """Tasks by level and the latest facts as of a moment, in the shape of the command screen's parts."""
    incident = chosen_incident("")
    if incident is None:
        return {"tasks": {"levels": []}, "facts": []}
    with access.everywhere():
        levels = standing.by_level(incident.id, at)
        facts = feed.latest(incident.id, until=at, limit=FACTS)
        labels, places = labels_of({fact.subject for fact in facts}), area_names({fact.area for fact in facts})
    return {"tasks": {"levels": clocks.by_level(levels)}, "facts": told(facts, labels, places)}

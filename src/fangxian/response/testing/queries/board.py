"""What a board shows of stations, from their counters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max, Sum

from fangxian.response.testing.glance import is_large
from fangxian.response.testing.lane.storing import SLOT
from fangxian.response.testing.models import Pace, Round, Station


@dataclass(frozen=True, slots=True)
class StationCount:
    """A station in figures; `last` is the slot in which it was last heard, none where never."""

    id: UUID
    name: str
    area: str
    tables: int
    people: int
    tubes: int
    last: datetime | None


@dataclass(frozen=True, slots=True)
class SlotCount:
    """People registered in ten minutes."""

    slot: datetime
    people: int


def stations(of: Round, limit: int = 200) -> list[StationCount]:
    """Stations of a round in scope, the busiest first."""
    if is_large(of):
        busiest = Station.objects.filter(round=of, closed_at=None).order_by("-people", "name")[:limit]
        return [StationCount(x.id, x.name, x.area, x.tables, x.people, x.tubes, x.last_at) for x in busiest]
    rows = Pace.objects.filter(round=of.serial).values("station")
    sums: dict[UUID, dict[str, Any]] = {
        row["station"]: dict(row) for row in rows.annotate(p=Sum("people"), t=Sum("tubes"), last=Max("slot"))
    }
    none: dict[str, Any] = {"p": 0, "t": 0, "last": None}
    found = [
        StationCount(one.id, one.name, one.area, one.tables, said["p"], said["t"], said["last"])
        for one in Station.objects.filter(round=of, closed_at=None)
        for said in [sums.get(one.id, none)]
    ]
    return sorted(found, key=lambda one: (-one.people, one.name))[:limit]


def paces(of: Round, slots: int = 12) -> list[SlotCount]:
    """The last slots up to the one in which anybody was registered last, the latest last."""
    last = Pace.objects.filter(round=of.serial).order_by("-slot").values_list("slot", flat=True).first()
    if last is None:
        return []
    held = Pace.objects.filter(round=of.serial, slot__gt=last - slots * SLOT)
    rows = held.values("slot").annotate(people=Sum("people")).order_by("-slot")
    return [SlotCount(row["slot"], row["people"]) for row in reversed(rows)]

"""What the ledger holds of zones: their level, the last infection in each, and the days since."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fangxian.protocol.fact import Fact, moment
from fangxian.protocol.schema.condition import Condition

CLEAN_DAYS = "days_without_new_infection"
"""The figure of a lift condition that counts local days since the last infection."""


SINCE_LOWERED = "days_since_lowered"
"""The figure that counts local days since a zone was lowered, or since a later infection."""


TELLING = ("zone.opened", "zone.changed", "zone.lifted", "zone.case_found")
"""Kinds of fact that a zone's level, its end and its days without an infection follow from."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """That a zone was lowered to its present level."""

    at: datetime
    source: str
    """The level before."""

    def since(self, last: datetime | None) -> datetime:
        """From when the days at the lower level count: the change, or a later infection."""
        return max(self.at, last) if last is not None else self.at


def level(facts: Sequence[Fact]) -> str:
    """The level that a zone's facts, in order, leave it at; empty before it was opened."""
    said = [str(fact.attributes["level"]) for fact in facts if fact.kind in ("zone.opened", "zone.changed")]
    return said[-1] if said else ""


def lowered(facts: Sequence[Fact]) -> Lowered | None:
    """The change that brought the zone to its present level from another one; None where it was drawn so."""
    last = next((fact for fact in reversed(facts) if fact.kind == "zone.changed"), None)
    return Lowered(last.at, str(last.attributes.get("from", ""))) if last is not None else None


def last_infection(facts: Collection[Fact]) -> datetime | None:
    """When the last infection in a zone was found: from its opening, or reported since."""
    times = [moment(fact.attributes.get("last_case_at")) for fact in facts if fact.kind == "zone.opened"]
    times += [fact.at for fact in facts if fact.kind == "zone.case_found"]
    return max((time for time in times if time is not None), default=None)


def clean_days(last: datetime | None, at: datetime, zone: ZoneInfo) -> int | None:
    """Local days since the last infection; the day it was found is day 0. None where it is not known."""
    if last is None:
        return None
    return (local_date(at, zone) - local_date(last, zone)).days


def earliest_lift(
    conditions: Iterable[Condition], last: datetime | None, down: Lowered | None, zone: ZoneInfo
) -> date | None:
    """The first local day on which the conditions that count days can hold, if no infection is found until then."""
    starts = {CLEAN_DAYS: last, SINCE_LOWERED: down.since(last) if down is not None else None}
    days = [
        local_date(start, zone) + timedelta(days=int(condition.value))
        for condition in conditions
        if (start := starts.get(condition.figure)) is not None
    ]
    return max(days, default=None)


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The local date of a moment."""
    return at.astimezone(zone).date()

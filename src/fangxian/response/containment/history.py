"""What the ledger holds of zones: which facts stand, and the last infection in each zone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fangxian.protocol.fact import Fact, moment
from fangxian.response.ledger import store

CLEAN_DAYS = "days_without_new_infection"
"""The figure of a lift condition that counts local days since the last infection."""


def facts_of(incident: UUID, subjects: Collection[str], until: datetime | None = None) -> dict[str, list[Fact]]:
    """Facts of zones in the order they happened, as known by `until`; corrected and voided ones left out."""
    held = [stored.fact for stored in store.of_subjects(subjects, [incident])]
    known = [fact for fact in held if until is None or fact.recorded_at <= until]
    replaced = {fact.corrects for fact in known if fact.corrects}
    found: dict[str, list[Fact]] = defaultdict(list)
    for fact in sorted(known, key=lambda fact: (fact.at, fact.recorded_at)):
        if fact.id not in replaced and fact.kind != "fact.voided":
            found[fact.subject].append(fact)
    return found


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


def local_date(at: datetime, zone: ZoneInfo) -> date:
    """The local date of a moment."""
    return at.astimezone(zone).date()

"""Risk areas: proposed with the core facts, in force at their hour, published, reviewed, lifted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fangxian.drill.names import Names
from fangxian.drill.replay.acts import Act, Saying, Verb
from fangxian.drill.replay.load import Record
from fangxian.drill.replay.reconstruct import Reconstruction
from fangxian.drill.replay.schema import ZoneItem

REVIEW_DAYS = 3
"""Days between two reviews. Reconstructed: the record mentions only the reviews before each lifting."""

_REVIEW_HOUR = 16
_NOTICE_DAYS = 14


def zones(record: Record, made: Reconstruction, names: Names) -> Iterator[Act]:
    """What happens to every zone."""
    for zone in record.zones:
        inside = sorted((case.found_at, case.label) for case in record.cases if case.area == zone.area)
        before = [at for at, _label in inside if at <= zone.effective_from]
        yield _proposal(zone, record, made, names)
        yield _zone(zone, "declare", zone.effective_from, last_case_at=max(before), signed_by=signer(zone, record))
        until = zone.effective_from + timedelta(days=_NOTICE_DAYS)
        yield _zone(zone, "notice", zone.effective_from, until=until, help_line=record.rules.help_line)
        for at, label in inside:
            if at > zone.effective_from:
                yield _zone(zone, f"infection|{label}", at, person=names.subject("person", label))
        yield from _reviews(zone, record)
        yield _zone(zone, "lift", zone.lifted_at, signed_by=signer(zone, record))


def signer(zone: ZoneItem, record: Record) -> str:
    """The headquarters that decides: the district's."""
    own = zone.area.startswith(record.outbreak.district)
    return f"{'郫都区' if own else '成华区'}新冠肺炎疫情防控指挥部"


def _zone(zone: ZoneItem, what: str, at: datetime, **said: Any) -> Act:
    command, _bar, _which = what.partition("|")
    return Act(at, Verb.ZONE, f"zone|{zone.key}|{what}", zone, {"what": command, **said})


def _proposal(zone: ZoneItem, record: Record, made: Reconstruction, names: Names) -> Act:
    trigger = zone.triggered_by[0]
    at = min(made.papers[trigger].core_facts_at, zone.signed_at - timedelta(minutes=30))
    said = {
        "level": zone.kind,
        "unit": zone.unit,
        "area": zone.area,
        "person": names.subject("person", trigger),
        "triggered_at": record.case_of[trigger].found_at,
        "certainty": "reconstructed",
    }
    saying = Saying("zone.proposed", names.subject("zone", zone.key), zone.area, said)
    return Act(at, Verb.SAY, f"zone|{zone.key}|proposed", saying)


def _reviews(zone: ZoneItem, record: Record) -> Iterator[Act]:
    local = zone.effective_from.astimezone(ZoneInfo(record.outbreak.timezone))
    at = local.replace(hour=_REVIEW_HOUR, minute=0) + timedelta(days=REVIEW_DAYS)
    while at.date() < zone.lifted_at.astimezone(local.tzinfo).date():
        yield _zone(zone, f"review|{at:%m%d}", at, decision="keep", certainty="reconstructed")
        at += timedelta(days=REVIEW_DAYS)
    yield _zone(zone, "review|lift", zone.lifted_at, decision="lift", certainty=zone.certainty("lifted_at"))

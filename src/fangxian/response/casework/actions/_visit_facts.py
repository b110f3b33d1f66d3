"""The facts that a visit is recorded as: one of the person, one of the place where it exposed others."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Visit
from fangxian.response.ledger.entry import Entry

_WORN = {"worn": True, "not_worn": False}


def visit_entry(visit: Visit, *, request: UUID, corrects: UUID | None = None) -> Entry:
    """The person was there."""
    said = {
        "place": f"place:{visit.place_id}",
        "from": visit.began_at,
        "to": visit.ended_at,
        "protected": _WORN.get(visit.mask),
        "transport": " ".join(filter(None, [visit.transport, visit.service])),
        "certainty": visit.certainty,
        "note": visit.note,
    }
    whom = Whom(visit.incident_id, f"person:{visit.person_id}", visit.area)
    return whom.fact("visit.recorded", visit.began_at, said, request=request, corrects=corrects)


def place_entry(visit: Visit, at: datetime, *, request: UUID, corrects: UUID | None = None) -> Entry:
    """The place was exposed by the person; `at` is when that was established, from which decisions are owed."""
    said = {
        "person": f"person:{visit.person_id}",
        "from": visit.began_at,
        "to": visit.ended_at,
        "category": visit.category,
        "area": visit.place_area,
        "certainty": visit.certainty,
    }
    return place_of(visit).fact("place.exposed", at, said, request=request, corrects=corrects)


def voided(whom: Whom, at: datetime, fact: UUID, reason: str, *, request: UUID) -> Entry:
    """A fact never was so."""
    return whom.fact("fact.voided", at, {"reason": reason}, request=request, corrects=fact)


def place_of(visit: Visit) -> Whom:
    """Where facts of the place belong."""
    return Whom(visit.incident_id, f"place:{visit.place_id}", visit.place_area)

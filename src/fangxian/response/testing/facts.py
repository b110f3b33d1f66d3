"""The words of mass testing: which facts it records, and about whom (ADR 0015)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.response.casework.facts import Whom
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record
from fangxian.response.testing.models import Round


def round_fact(of: Round, kind: str, at: datetime, said: Mapping[str, Any], *, request: UUID) -> Entry:
    """A fact about a round."""
    return Whom(of.incident_id, of.subject, of.area).fact(kind, at, said, request=request)


def tube_fact(
    of: Round, tube: UUID, area: str, kind: str, at: datetime, said: Mapping[str, Any], *, request: UUID
) -> Entry:
    """A fact about a tube of a round, in the area of the station that filled it."""
    return Whom(of.incident_id, f"tube:{tube}", area).fact(kind, at, said, request=request)


def person_fact(
    incident: UUID, person: UUID, area: str, kind: str, at: datetime, said: Mapping[str, Any], *, request: UUID
) -> Entry:
    """A fact about a person."""
    return Whom(incident, f"person:{person}", area).fact(kind, at, said, request=request)


def record_new(entries: Sequence[Entry]) -> None:
    """Record what is not on record yet; a tube that gained a late registration keeps the count it was reported with."""
    known = set(FactRow.objects.filter(id__in=[one.id for one in entries]).values_list("id", flat=True))
    record([one for one in entries if one.id not in known])

"""How a search says things to the ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fangxian.response.casework.ids import derived
from fangxian.response.companions.models import Search
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry

RECORD_CLASS = "companions"
"""The class of data that hits are, as the retention clause names it."""


def search_fact(search: Search, kind: str, said: Mapping[str, Any], *, request: UUID) -> Entry:
    """A fact about a search, now; sending the same request again records nothing twice."""
    return Entry(
        kind=kind,
        subject=search.subject,
        at=clock.now(),
        area=search.area,
        attributes={name: value for name, value in said.items() if value not in (None, "", [])},
        incident=search.incident_id,
        id=derived(request, search.id, kind),
    )


def parameters(search: Search) -> list[str]:
    """The parameters of a search as a fact carries them: one text each."""
    values = {
        "layer": search.layer,
        "min_minutes": search.min_minutes,
        "window_days": search.window_days,
        "min_hours": search.min_hours,
        "operator": search.operator if search.min_hours is not None else None,
        "continuous": search.continuous,
        "same": search.same,
        "front": search.front or None,
        "back": search.back or None,
        "union": search.union,
        "second": search.second or None,
        "only": search.only,
        "until": search.until.isoformat(),
    }
    return [f"{name}={value}" for name, value in values.items() if value not in (None, "", False)]

"""Totals that an office states rather than this record counts: samples and results of testing rounds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from fangxian.response.ledger.queries import feed


@dataclass(frozen=True)
class Published:
    """The last stated totals over all rounds; None where nothing was stated."""

    sampled: int | None
    resulted: int | None
    as_of: datetime | None


def published(incident: UUID, until: datetime) -> Published:
    """Sum over rounds of the last totals stated for each (a round may close without stating them again)."""
    last = feed.last_of_kinds(incident, ["testing.progress"], until)
    return Published(
        _sum(fact.attributes.get("sampled") for fact in last),
        _sum(fact.attributes.get("resulted") for fact in last),
        max((fact.at for fact in last), default=None),
    )


def _sum(values: object) -> int | None:
    stated = [int(value) for value in values if value is not None]  # type: ignore[attr-defined]
    return sum(stated) if stated else None

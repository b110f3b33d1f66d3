"""Cases as they were known at a past moment: counts can be reproduced at any time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class CaseAsOf:
    """A case as it stood.

    `classification` is the latest that had been recorded; `first_reported` is when the first one happened.
    """

    id: UUID
    number: str
    person: UUID
    area: str
    classification: str
    route: str
    onset_on: date | None
    first_reported: datetime
    since: datetime
    reconstructed: bool
    cluster: str


_QUERY = """
    SELECT c.id, c.number, c.person_id, c.area, last.classification, c.route, c.onset_on, first.at, last.at,
           p.reconstructed, c.cluster
    FROM casework_case AS c
    JOIN registry_person AS p ON p.id = c.person_id
    JOIN LATERAL (
        SELECT classification, at FROM casework_casestatus
        WHERE case_id = c.id AND recorded_at <= %(at)s AND (replaced_at IS NULL OR replaced_at > %(at)s)
        ORDER BY at DESC, recorded_at DESC LIMIT 1
    ) AS last ON true
    JOIN LATERAL (
        SELECT at FROM casework_casestatus
        WHERE case_id = c.id AND recorded_at <= %(at)s AND (replaced_at IS NULL OR replaced_at > %(at)s)
        ORDER BY at, recorded_at LIMIT 1
    ) AS first ON true
    WHERE c.incident_id = %(incident)s
    ORDER BY first.at, c.number
"""


def cases_as_of(incident: UUID, at: datetime) -> list[CaseAsOf]:
    """Cases of an incident as the system knew them at `at`, by first report."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"incident": incident, "at": at})
        return [CaseAsOf(*row) for row in cursor.fetchall()]

"""Who may have exposed whom, as known at a moment."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

_QUERY = """
    SELECT r.source_id, r.person_id, r.kind, r.certainty
    FROM casework_relationship AS r
    JOIN casework_case AS source ON source.person_id = r.source_id AND source.incident_id = r.incident_id
    JOIN casework_case AS target ON target.person_id = r.person_id AND target.incident_id = r.incident_id
    WHERE r.incident_id = %(incident)s AND r.identified_at <= %(at)s
      AND (r.voided_at IS NULL OR r.voided_at > %(at)s)
    ORDER BY r.identified_at, r.id
"""


def links_as_of(incident: UUID, at: datetime) -> list[tuple[UUID, UUID, str, str]]:
    """Relationships between two cases: source, exposed person, kind, certainty."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"incident": incident, "at": at})
        rows: list[tuple[UUID, UUID, str, str]] = cursor.fetchall()
        return rows

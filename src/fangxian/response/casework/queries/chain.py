"""Who may have exposed whom, as known at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection


@dataclass(frozen=True, slots=True)
class LinkAsOf:
    """An exposure of a case by another; by somebody whose record the reader may not see where `outside`."""

    source: UUID
    person: UUID
    kind: str
    certainty: str
    setting: str
    outside: bool


# Of a source whose person lies outside the area in scope nothing is known but that there is one. A secondary contact
# is exposed by a contact, not by a case.
_QUERY = """
    SELECT r.source_id, r.person_id, r.kind, r.certainty, r.setting, source.id IS NULL
    FROM casework_relationship AS r
    JOIN casework_case AS target ON target.person_id = r.person_id AND target.incident_id = r.incident_id
    LEFT JOIN casework_case AS source ON source.person_id = r.source_id AND source.incident_id = r.incident_id
    LEFT JOIN registry_person AS seen ON seen.id = r.source_id
    WHERE r.incident_id = %(incident)s AND r.identified_at <= %(at)s
      AND (r.voided_at IS NULL OR r.voided_at > %(at)s)
      AND (source.id IS NOT NULL OR (seen.id IS NULL AND r.kind <> 'secondary'))
    ORDER BY r.identified_at, r.id
"""


def links_as_of(incident: UUID, at: datetime) -> list[LinkAsOf]:
    """Exposures of cases by cases."""
    with connection.cursor() as cursor:
        cursor.execute(_QUERY, {"incident": incident, "at": at})
        return [LinkAsOf(*row) for row in cursor.fetchall()]

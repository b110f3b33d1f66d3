"""The accession list of a laboratory: every tube it took over in a round, and where each is now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from fangxian.response.testing.models import Laboratory, Round
from fangxian.response.testing.models.laboratory import READINGS

PAGE: Final = 200
"""Tubes on a page of the list."""

# A tube that was run again stands with its last well.
_TAKEN: Final = """
    FROM testing_handover AS h JOIN testing_passing AS p ON p.round = %(round)s AND p.handover = h.id AND p.taken
        LEFT JOIN LATERAL (
            SELECT x.people, x.result, x.station FROM testing_tube AS x
            WHERE x.round = %(round)s AND x.code = p.tube OFFSET 0
        ) AS t ON true
        LEFT JOIN LATERAL (
            SELECT l.id, l.name, l.released_at, w.position, w.reading
            FROM testing_well AS w JOIN testing_plate AS l ON l.id = w.plate_id
            WHERE w.tube = p.tube AND l.round_id = %(id)s AND l.laboratory_id = %(laboratory)s
            ORDER BY l.made_at DESC LIMIT 1
        ) AS w ON true
    WHERE h.round_id = %(id)s AND h.laboratory_id = %(laboratory)s AND h.taken_at IS NOT NULL
"""

_LIST: Final = f"""
    SELECT p.tube, p.handover, h.taken_at, h.given_by, h.taken_by, t.people, coalesce(t.result, ''), w.id, w.name,
        w.position, w.released_at IS NULL OR w.reading <> 'invalid'
    {_TAKEN} AND (h.taken_at, p.tube) > (%(after_at)s::timestamptz, %(after_tube)s)
    ORDER BY h.taken_at, p.tube LIMIT %(limit)s
"""

_PLACES: Final = f"""
    SELECT count(*), count(*) FILTER (WHERE s.result <> ''),
        count(*) FILTER (WHERE s.result = '' AND s.running), count(*) FILTER (WHERE s.result = '' AND NOT s.running)
    FROM (
        SELECT DISTINCT p.tube, coalesce(t.result, '') AS result,
            w.id IS NOT NULL AND (w.released_at IS NULL OR w.reading <> 'invalid') AS running
        {_TAKEN}
    ) AS s
"""


@dataclass(frozen=True, slots=True)
class Accession:
    """A tube as it was taken over; `people` is none while its station's batch has not arrived."""

    tube: str
    handover: UUID
    at: datetime
    given_by: str
    taken_by: str
    people: int | None
    result: str
    plate: UUID | None
    plate_name: str | None
    well: str | None
    runs: bool
    """Whether that well still counts: an invalid one sends the tube back to those that wait."""

    @property
    def result_title(self) -> str:
        """The result as people say it."""
        return str(READINGS.get(self.result, self.result))


@dataclass(frozen=True, slots=True)
class Places:
    """Tubes taken over, each in one place: with a result, on a plate, or waiting."""

    taken: int
    resulted: int
    on_plates: int
    waiting: int


def accession(of: Round, laboratory: Laboratory, *, after: str = "", limit: int = PAGE) -> list[Accession]:
    """Tubes in the order in which they were taken over, those after `after`, the :func:`mark` of one.

    Raises
    ------
    ValueError
        `after` is no mark.
    """
    at, _bar, tube = after.partition("|")
    since = datetime.fromisoformat(at) if after else datetime.min.replace(tzinfo=UTC)
    rows = _rows(_LIST, of, laboratory, after_at=since, after_tube=tube, limit=limit)
    return [Accession(*row) for row in rows]


def mark(one: Accession) -> str:
    """Where a page ends."""
    return f"{one.at.isoformat()}|{one.tube}"


def places(of: Round, laboratory: Laboratory) -> Places:
    """How many tubes were taken over, and where they are: taken = resulted + on plates + waiting."""
    return Places(*_rows(_PLACES, of, laboratory)[0])


def _rows(query: str, of: Round, laboratory: Laboratory, **more: Any) -> Sequence[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(query, {"round": of.serial, "id": of.id, "laboratory": laboratory.id, **more})
        found: Sequence[Sequence[Any]] = cursor.fetchall()
    return found

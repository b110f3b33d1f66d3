"""Large rounds in figures: added up once a minute beside the lane, so that no board reads a city's counters."""

from __future__ import annotations

from typing import Any, Final, LiteralString

from django.db import connection, transaction

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import LEVELS
from fangxian.response.ledger import clock
from fangxian.response.testing.models import Glance, Round

LARGE: Final = 300_000
"""People from which on a board is a minute old; below it counts what there is at this moment."""

_REFRESH: LiteralString = """
    WITH parts AS (
        SELECT area, sum(listed) AS listed, sum(excused) AS excused, sum(sampled) AS sampled, sum(others) AS others,
            0 AS filled, 0 AS sealed, 0 AS handed, 0 AS received, 0 AS resulted,
            0 AS people, 0 AS people_received, 0 AS people_resulted, 0 AS miscounted
        FROM testing_progress WHERE round = %(round)s GROUP BY area
        UNION ALL
        SELECT area, 0, 0, 0, 0, count(*), count(sealed_at), count(handed_at), count(received_at), count(released_at),
            sum(people), coalesce(sum(people) FILTER (WHERE received_at IS NOT NULL), 0),
            coalesce(sum(people) FILTER (WHERE released_at IS NOT NULL), 0),
            count(*) FILTER (WHERE stated IS NOT NULL AND stated <> people)
        FROM testing_tube WHERE round = %(round)s AND people > 0 GROUP BY area
    )
    INSERT INTO testing_glance (
        round, area, at, listed, excused, sampled, others, filled, sealed, handed, received, resulted, people,
        people_received, people_resulted, miscounted
    )
    SELECT %(round)s, left(area, level), %(at)s, sum(listed), sum(excused), sum(sampled), sum(others), sum(filled),
        sum(sealed), sum(handed), sum(received), sum(resulted), sum(people), sum(people_received),
        sum(people_resulted), sum(miscounted)
    FROM parts JOIN unnest(%(levels)s::int[]) AS level ON level <= length(area)
    GROUP BY left(area, level)
    ON CONFLICT (area, round) DO UPDATE SET at = excluded.at, listed = excluded.listed, excused = excluded.excused,
        sampled = excluded.sampled, others = excluded.others, filled = excluded.filled, sealed = excluded.sealed,
        handed = excluded.handed, received = excluded.received, resulted = excluded.resulted,
        people = excluded.people, people_received = excluded.people_received,
        people_resulted = excluded.people_resulted, miscounted = excluded.miscounted
"""

_STATIONS: LiteralString = """
    UPDATE testing_station AS s SET people = p.people, tubes = p.tubes, last_at = p.last_at
    FROM (
        SELECT station, sum(people) AS people, sum(tubes) AS tubes, max(slot) AS last_at
        FROM testing_pace WHERE round = %(round)s GROUP BY station
    ) AS p
    WHERE s.id = p.station AND (s.people <> p.people OR s.last_at IS DISTINCT FROM p.last_at)
"""


def is_large(of: Round) -> bool:
    """Whether a round is too large to be added up for every reader."""
    return of.population >= LARGE


@transaction.atomic
def refresh_glance(of: Round) -> None:
    """Add a large round up, for every area of every level."""
    if not is_large(of):
        return
    said: dict[str, Any] = {"round": of.serial, "at": clock.now(), "levels": list(LEVELS)}
    with access.everywhere(), connection.cursor() as cursor:
        cursor.execute(_REFRESH, said)
        cursor.execute(_STATIONS, said)


def glance(of: Round, area: str | None = None) -> Glance | None:
    """A large round in figures in an area, by default in all of it that is in scope; None where it is to be counted."""
    if not is_large(of):
        return None
    scope = access.current() or ""
    widest = of.area if of.area.startswith(scope) else scope
    return Glance.objects.filter(round=of.serial, area=widest if area is None else area).first()

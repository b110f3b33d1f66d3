"""What the lane says to the database, for all batches of a group at once.

A round begins without statistics. A plan chosen freely then reads the whole round for every batch, and is kept. So
every look-up stands in a sub-query with ``OFFSET 0``, which the planner cannot turn into a join; its index begins with
the key, and whatever is no probe of an index is switched off.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, LiteralString

from fangxian.response.testing.methods import ENVIRONMENT
from fangxian.response.testing.models import EXCUSED_SQL

BEGIN: Final[LiteralString] = """
    SET LOCAL fangxian.area_lo = '';
    SET LOCAL fangxian.area_hi = E'\\U0010FFFF';
    SET LOCAL enable_seqscan = off;
    SET LOCAL enable_bitmapscan = off;
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL enable_material = off;
    SET LOCAL plan_cache_mode = force_generic_plan;
    SET LOCAL lock_timeout = '5s';
    SET LOCAL statement_timeout = '15s'
"""

STAGE: Final[LiteralString] = """
    SET LOCAL client_min_messages = warning;
    CREATE TEMP TABLE IF NOT EXISTS arriving_tube (
        code varchar(40) COLLATE "C", id uuid, kind varchar(40), capacity smallint,
        opened_at timestamptz, sealed_at timestamptz, stated smallint, station uuid, area varchar(32) COLLATE "C"
    ) ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS arriving (
        ord int, id uuid, tube varchar(40) COLLATE "C", hash bytea, sealed bytea, at timestamptz, staff varchar(60),
        station uuid, area varchar(32) COLLATE "C", device uuid
    ) ON COMMIT DELETE ROWS;
    TRUNCATE arriving, arriving_tube
"""

COPY_TUBES: Final[LiteralString] = "COPY arriving_tube FROM STDIN (FORMAT BINARY)"
COPY_PEOPLE: Final[LiteralString] = "COPY arriving FROM STDIN (FORMAT BINARY)"

PARCEL_BITS: Final = 12
"""The place of a person in the group: of the batch, shifted by so much, and of the person in it."""

_TUBES: Final = """
    INSERT INTO testing_tube AS held (round, code, id, station, area, "group", capacity, opened_at, sealed_at, stated)
    SELECT {round}, code, id, station, area, kind, capacity, opened_at, sealed_at, stated
    FROM arriving_tube ORDER BY code
    ON CONFLICT (round, code) DO UPDATE SET
        sealed_at = coalesce(held.sealed_at, excluded.sealed_at), stated = coalesce(held.stated, excluded.stated)
    WHERE held.station = excluded.station
"""

# Where the same registration comes at the same moment in two tubes, or the same person at two stations, the later one
# breaks a unique index, and its group is stored again. In the order of their hashes no two wait for each other.
_PEOPLE: Final = """
    WITH fresh AS MATERIALIZED (
        SELECT a.*, t.id AS tube_id, t.station AS tube_station, t.capacity, t.capacity - t.people AS room, t."group",
            row_number() OVER (PARTITION BY a.tube ORDER BY a.ord) AS place
        FROM arriving AS a LEFT JOIN LATERAL (
            SELECT id, station, capacity, people, "group" FROM testing_tube
            WHERE round = {round} AND code = a.tube OFFSET 0
        ) AS t ON true
        WHERE NOT EXISTS (SELECT FROM testing_registration AS r WHERE r.round = {round} AND r.id = a.id OFFSET 0)
    ), fitting AS MATERIALIZED (
        SELECT f.*, coalesce(l.area, f.area) AS home, coalesce(l.building, '') AS building,
            l.id IS NOT NULL AS listed, coalesce(l.absence IN {excused}, false) AS excused,
            f."group" <> '{things}' AND row_number() OVER (PARTITION BY f.hash ORDER BY f.ord) = 1 AND NOT EXISTS (
                SELECT FROM testing_registration AS r
                WHERE r.round = {round} AND r.hash = f.hash AND r.counted OFFSET 0
            ) AS counted
        FROM fresh AS f LEFT JOIN LATERAL (
            SELECT id, area, building, absence FROM testing_roll WHERE round = {round} AND hash = f.hash OFFSET 0
        ) AS l ON true
        WHERE f.tube_station = f.station AND f.place <= f.room
    ), stored AS (
        INSERT INTO testing_registration (
            round, id, tube, station, area, home, building, listed, counted, hash, sealed, at, device, staff
        )
        SELECT {round}, id, tube, station, area, home, building, listed, counted, hash, sealed, at, device, staff
        FROM fitting ORDER BY hash
    ), filled AS (
        UPDATE testing_tube AS t SET people = t.people + more.n
        FROM (SELECT tube, count(*) AS n FROM fitting GROUP BY tube) AS more
        WHERE t.round = {round} AND t.code = more.tube
    ), progress AS (
        INSERT INTO testing_progress AS p (round, area, building, listed, excused, sampled, others)
        SELECT {round}, home, building, 0, -count(*) FILTER (WHERE excused), count(*) FILTER (WHERE listed),
            count(*) FILTER (WHERE NOT listed)
        FROM fitting WHERE counted GROUP BY home, building ORDER BY home, building
        ON CONFLICT (round, area, building) DO UPDATE SET excused = p.excused + excluded.excused,
            sampled = p.sampled + excluded.sampled, others = p.others + excluded.others
    ), pace AS (
        INSERT INTO testing_pace AS p (round, station, area, slot, people, tubes)
        SELECT {round}, station, area, %(slot)s::timestamptz, count(*),
            count(*) FILTER (WHERE place = 1 AND room = capacity)
        FROM fitting GROUP BY station, area ORDER BY station
        ON CONFLICT (round, station, slot) DO UPDATE SET
            people = p.people + excluded.people, tubes = p.tubes + excluded.tubes
    ), seen AS (
        INSERT INTO testing_sighting (id, round, person, tube, single, area, at)
        SELECT f.id, {round}, i.person_id, f.tube_id, f.capacity = 1, f.area, f.at
        FROM fitting AS f JOIN LATERAL (
            SELECT person_id FROM registry_identity WHERE id_index = f.hash OFFSET 0
        ) AS i ON true
        ON CONFLICT (id) DO NOTHING
    ), retested AS (
        UPDATE testing_retest AS o SET sample = s.id, sampled_at = s.at
        FROM (
            SELECT DISTINCT ON (x.registration) x.registration, f.id, f.at FROM fitting AS f JOIN LATERAL (
                SELECT registration FROM testing_retest
                WHERE round = {round} AND hash = f.hash AND sample IS NULL AND ordered_at < f.at AND tube <> f.tube
                OFFSET 0
            ) AS x ON true
            WHERE f.capacity = 1 ORDER BY x.registration, f.ord
        ) AS s
        WHERE o.registration = s.registration
    )
    SELECT f.ord >> {bits} AS parcel, count(*),
        array_agg(f.ord) FILTER (WHERE f.tube_station IS DISTINCT FROM f.station OR f.place > f.room),
        array_agg(CASE WHEN f.tube_station IS NULL THEN 'tube.unknown' WHEN f.tube_station <> f.station
            THEN 'tube.elsewhere' ELSE 'tube.full' END)
            FILTER (WHERE f.tube_station IS DISTINCT FROM f.station OR f.place > f.room),
        (SELECT array_agg(hash) FROM fitting WHERE NOT counted AND "group" <> '{things}')
    FROM fresh AS f GROUP BY 1
"""

_VOID: Final = """
    WITH was AS MATERIALIZED (
        SELECT id, tube, home, building, listed, hash, counted FROM testing_registration
        WHERE round = {round} AND id = ANY(%(ids)s) AND station = %(station)s AND voided_at IS NULL FOR UPDATE
    ), gone AS (
        UPDATE testing_registration AS r SET voided_at = %(now)s, counted = false
        FROM was WHERE r.round = {round} AND r.id = was.id
        RETURNING r.id
    ), filled AS (
        UPDATE testing_tube AS t SET people = t.people - less.n
        FROM (SELECT tube, count(*) AS n FROM was GROUP BY tube) AS less
        WHERE t.round = {round} AND t.code = less.tube
    ), unseen AS (
        DELETE FROM testing_sighting WHERE id IN (SELECT id FROM was) AND told_at IS NULL
    ), other AS MATERIALIZED (
        SELECT DISTINCT ON (was.hash) was.hash, o.id FROM was JOIN LATERAL (
            SELECT id, at FROM testing_registration
            WHERE round = {round} AND hash = was.hash AND NOT counted AND voided_at IS NULL AND id <> ALL(%(ids)s)
            OFFSET 0
        ) AS o ON true
        WHERE was.counted ORDER BY was.hash, o.at
    ), again AS (
        UPDATE testing_registration AS r SET counted = true FROM other
        WHERE r.round = {round} AND r.id = other.id AND (SELECT count(*) FROM gone) > 0  -- only once none is counted
    )
    INSERT INTO testing_progress AS p (round, area, building, listed, excused, sampled, others)
    SELECT {round}, home, building, 0, count(*) FILTER (WHERE EXISTS (
            SELECT FROM testing_roll AS l
            WHERE l.round = {round} AND l.hash = was.hash AND l.absence IN {excused} OFFSET 0
        )), -count(*) FILTER (WHERE listed), -count(*) FILTER (WHERE NOT listed)
    FROM was WHERE counted AND hash NOT IN (SELECT hash FROM other) GROUP BY home, building ORDER BY home, building
    ON CONFLICT (round, area, building) DO UPDATE SET excused = p.excused + excluded.excused,
        sampled = p.sampled + excluded.sampled, others = p.others + excluded.others
"""

# Whoever is counted by another swab is held until the group is committed; what is taken back is held before it is
# asked which swab counts instead. So the one that comes second sees what the first did: somebody is always counted.
COUNTED: Final[LiteralString] = (
    "SELECT hash FROM testing_registration WHERE round = %s AND hash = ANY(%s) AND counted FOR SHARE"
)
KNOWN: Final[LiteralString] = (
    "SELECT id FROM testing_registration WHERE round = %s AND id = ANY(%s) AND station = %s FOR UPDATE"
)

RECEIPT: Final[LiteralString] = """
    INSERT INTO testing_receipt (round, batch, device, area, people, duplicates, refused, skew_s, committed_at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (round, batch) DO NOTHING
"""

REFUSE: Final[LiteralString] = """
    INSERT INTO testing_refusal (id, item, round, station, device, area, code, field, sealed, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""


# The round stands in the text, not as a parameter: the plan then knows its one partition.
@lru_cache(maxsize=64)
def tubes(serial: int) -> LiteralString:
    """Take the tubes of a group, locked in the order of their codes."""
    return _of(_TUBES, serial)


@lru_cache(maxsize=64)
def people(serial: int) -> LiteralString:
    """Store the people of a group.

    Gives for each batch how many are new, which of them do not fit and why, and who of the group is counted elsewhere.
    """
    return _of(_PEOPLE, serial)


@lru_cache(maxsize=64)
def void(serial: int) -> LiteralString:
    """Take registrations of a station back; somebody's other swab counts then."""
    return _of(_VOID, serial)


def _of(text: str, serial: int) -> LiteralString:
    return text.format(round=int(serial), bits=PARCEL_BITS, excused=EXCUSED_SQL, things=ENVIRONMENT)

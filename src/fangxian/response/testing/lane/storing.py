"""Storing a batch: binary COPY into staging, then set-based statements, all in one transaction.

The tubes of the batch are locked first, in the order of their codes. Whoever counts what is in a tube therefore counts
alone, and a batch that arrives twice at once finds, the second time, everything there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, LiteralString
from uuid import UUID

import msgspec
import psycopg
from django.db import connection, transaction

from fangxian.response.casework.ids import derived
from fangxian.response.registry.seal import seal_bytes
from fangxian.response.testing.ids import tube_id
from fangxian.response.testing.lane.reading import Parcel, Person, Refused
from fangxian.response.testing.lane.seats import Seat
from fangxian.response.testing.methods import capacity

SLOT: Final = timedelta(minutes=10)
"""Grain of the pace of a station."""

# The staging tables have no statistics, and a round's first minutes neither: without this the planner may read a roll
# of millions to find two hundred people.
_BEGIN: LiteralString = """
    SET LOCAL fangxian.area_lo = '';
    SET LOCAL fangxian.area_hi = E'\\U0010FFFF';
    SET LOCAL enable_hashjoin = off;
    SET LOCAL enable_mergejoin = off;
    SET LOCAL lock_timeout = '5s';
    SET LOCAL statement_timeout = '15s';
    SET LOCAL client_min_messages = warning;
    CREATE TEMP TABLE IF NOT EXISTS arriving_tube (
        code varchar(40) COLLATE "C", id uuid, kind varchar(40), capacity smallint,
        opened_at timestamptz, sealed_at timestamptz, stated smallint
    ) ON COMMIT DELETE ROWS;
    CREATE TEMP TABLE IF NOT EXISTS arriving (
        ord int, id uuid, tube varchar(40) COLLATE "C", hash bytea, sealed bytea, at timestamptz, staff varchar(60)
    ) ON COMMIT DELETE ROWS;
"""
_TUBE_TYPES: Final = ["varchar", "uuid", "varchar", "int2", "timestamptz", "timestamptz", "int2"]
_PERSON_TYPES: Final = ["int4", "uuid", "varchar", "bytea", "bytea", "timestamptz", "varchar"]

_TUBES: LiteralString = """
    INSERT INTO testing_tube AS held (
        round, code, id, station, area, "group", capacity, opened_at, sealed_at, stated
    )
    SELECT %(round)s, code, id, %(station)s, %(area)s, kind, capacity, opened_at, sealed_at, stated
    FROM arriving_tube ORDER BY code
    ON CONFLICT (round, code) DO UPDATE SET
        sealed_at = coalesce(held.sealed_at, excluded.sealed_at), stated = coalesce(held.stated, excluded.stated)
    WHERE held.station = excluded.station
"""

_PEOPLE: LiteralString = """
    WITH fresh AS MATERIALIZED (
        SELECT a.*, t.id AS tube_id, t.station AS tube_station, t.capacity, t.capacity - t.people AS room,
            row_number() OVER (PARTITION BY a.tube ORDER BY a.ord) AS place
        FROM arriving AS a LEFT JOIN testing_tube AS t ON t.round = %(round)s AND t.code = a.tube
        WHERE NOT EXISTS (SELECT FROM testing_registration AS r WHERE r.round = %(round)s AND r.id = a.id)
    ), fitting AS MATERIALIZED (
        SELECT f.*, coalesce(l.area, %(area)s) AS home, coalesce(l.building, '') AS building,
            l.id IS NOT NULL AS listed, l.absence IN ('away', 'exempt', 'duplicate') AS excused,
            row_number() OVER (PARTITION BY f.hash ORDER BY f.ord) = 1 AND NOT EXISTS (
                SELECT FROM testing_registration AS r
                WHERE r.round = %(round)s AND r.hash = f.hash AND r.voided_at IS NULL AND r.counted
            ) AS counted
        FROM fresh AS f LEFT JOIN testing_roll AS l ON l.round = %(round)s AND l.hash = f.hash
        WHERE f.tube_station = %(station)s AND f.place <= f.room
    ), stored AS (
        INSERT INTO testing_registration (
            round, id, tube, station, area, home, building, listed, counted, hash, sealed, at, device, staff
        )
        SELECT %(round)s, id, tube, %(station)s, %(area)s, home, building, listed, counted, hash, sealed, at,
            %(device)s, staff
        FROM fitting ORDER BY ord
        ON CONFLICT (round, id) DO NOTHING
        RETURNING id
    ), taken AS MATERIALIZED (
        SELECT fitting.* FROM fitting JOIN stored USING (id)
    ), filled AS (
        UPDATE testing_tube AS t SET people = t.people + more.n
        FROM (SELECT tube, count(*) AS n FROM taken GROUP BY tube) AS more
        WHERE t.round = %(round)s AND t.code = more.tube
    ), progress AS (
        INSERT INTO testing_progress AS p (round, area, building, listed, excused, sampled, others)
        SELECT %(round)s, home, building, 0, -count(*) FILTER (WHERE excused), count(*) FILTER (WHERE listed),
            count(*) FILTER (WHERE NOT listed)
        FROM taken WHERE counted GROUP BY home, building ORDER BY home, building
        ON CONFLICT (round, area, building) DO UPDATE SET excused = p.excused + excluded.excused,
            sampled = p.sampled + excluded.sampled, others = p.others + excluded.others
    ), pace AS (
        INSERT INTO testing_pace AS p (round, station, area, slot, people, tubes)
        SELECT %(round)s, %(station)s, %(area)s, %(slot)s, count(*),
            count(DISTINCT tube) FILTER (WHERE room = capacity)
        FROM taken HAVING count(*) > 0
        ON CONFLICT (round, station, slot) DO UPDATE SET
            people = p.people + excluded.people, tubes = p.tubes + excluded.tubes
    ), seen AS (
        INSERT INTO testing_sighting (id, round, person, tube, single, area, at)
        SELECT taken.id, %(round)s, i.person_id, taken.tube_id, taken.capacity = 1, %(area)s, taken.at
        FROM taken JOIN registry_identity AS i ON i.id_index = taken.hash
        ON CONFLICT (id) DO NOTHING
    ), retested AS (
        UPDATE testing_retest AS o SET sample = taken.id, sampled_at = taken.at
        FROM taken
        WHERE o.round = %(round)s AND o.hash = taken.hash AND o.sample IS NULL AND taken.capacity = 1
            AND taken.at > o.ordered_at AND o.tube <> taken.tube
    )
    SELECT f.ord, CASE WHEN f.tube_station IS NULL THEN 'tube.unknown' WHEN f.tube_station <> %(station)s
        THEN 'tube.elsewhere' WHEN f.place > f.room THEN 'tube.full' ELSE '' END
    FROM fresh AS f
"""

_VOID: LiteralString = """
    WITH gone AS (
        UPDATE testing_registration SET voided_at = %(now)s, counted = false
        WHERE round = %(round)s AND id = ANY(%(ids)s) AND station = %(station)s AND voided_at IS NULL
        RETURNING id, tube, home, building, listed, hash
    ), was AS (
        SELECT gone.*, before.counted FROM gone JOIN testing_registration AS before
            ON before.round = %(round)s AND before.id = gone.id
    ), filled AS (
        UPDATE testing_tube AS t SET people = t.people - less.n
        FROM (SELECT tube, count(*) AS n FROM gone GROUP BY tube) AS less
        WHERE t.round = %(round)s AND t.code = less.tube
    ), unseen AS (
        DELETE FROM testing_sighting WHERE id IN (SELECT id FROM gone) AND told_at IS NULL
    ), again AS (
        UPDATE testing_registration AS r SET counted = true
        FROM (
            SELECT DISTINCT ON (was.hash) r.id FROM was JOIN testing_registration AS r
                ON r.round = %(round)s AND r.hash = was.hash AND r.voided_at IS NULL AND r.id <> ALL(%(ids)s)
            WHERE was.counted ORDER BY was.hash, r.at
        ) AS other
        WHERE r.round = %(round)s AND r.id = other.id
        RETURNING r.hash
    )
    INSERT INTO testing_progress AS p (round, area, building, listed, excused, sampled, others)
    SELECT %(round)s, home, building, 0, 0, -count(*) FILTER (WHERE listed), -count(*) FILTER (WHERE NOT listed)
    FROM was WHERE counted AND hash NOT IN (SELECT hash FROM again) GROUP BY home, building ORDER BY home, building
    ON CONFLICT (round, area, building) DO UPDATE SET
        sampled = p.sampled + excluded.sampled, others = p.others + excluded.others
"""

_KNOWN: LiteralString = "SELECT id FROM testing_registration WHERE round = %s AND id = ANY(%s) AND station = %s"

_RECEIPT: LiteralString = """
    INSERT INTO testing_receipt (round, batch, device, area, people, duplicates, refused, skew_s, committed_at)
    VALUES (%(round)s, %(batch)s, %(device)s, %(area)s, %(people)s, %(duplicates)s, %(refused)s, %(skew)s, %(now)s)
    ON CONFLICT (round, batch) DO NOTHING
"""

_REFUSE: LiteralString = """
    INSERT INTO testing_refusal (id, item, round, station, device, area, code, field, sealed, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""

_encode = msgspec.json.Encoder().encode


@dataclass(slots=True)
class Outcome:
    """What became of a batch: how many people are stored now, how many were stored before, which items were refused."""

    accepted: int
    duplicates: int
    refused: list[Refused]


def store(parcel: Parcel, seat: Seat, now: datetime) -> Outcome:
    """Store a batch; what is there already is left alone, what cannot be stored is refused alone.

    Raises
    ------
    psycopg.OperationalError
        The database is not to be had, or somebody else holds it too long: nothing is stored, send it again.
    """
    try:
        return _store(parcel, seat, now)
    except (psycopg.DataError, psycopg.IntegrityError):
        return _apart(parcel, seat, now)


def _apart(parcel: Parcel, seat: Seat, now: datetime) -> Outcome:
    """A batch that the database refuses, in halves, until the item that it cannot hold stands alone."""
    if len(parcel.people) <= 1:
        bad = [Refused(str(one.item.id), "item.unstorable", "", _encode(one.item)) for one in parcel.people]
        left = Parcel(parcel.batch, parcel.sent_at, refused=parcel.refused + bad, repeated=parcel.repeated)
        return _store(left, seat, now)
    middle = len(parcel.people) // 2
    first = Parcel(parcel.batch, parcel.sent_at, parcel.tubes, parcel.people[:middle], parcel.voids, parcel.refused)
    second = Parcel(derived(parcel.batch, "rest"), parcel.sent_at, parcel.tubes, parcel.people[middle:])
    second.repeated = parcel.repeated
    done = [store(half, seat, now) for half in (first, second)]
    return Outcome(
        sum(one.accepted for one in done),
        sum(one.duplicates for one in done),
        [refused for one in done for refused in one.refused],
    )


def _store(parcel: Parcel, seat: Seat, now: datetime) -> Outcome:
    skew = now - parcel.sent_at
    refused = list(parcel.refused)
    tubes = _tubes(parcel, seat, skew, now, refused)
    said: dict[str, Any] = {
        "round": seat.serial, "station": seat.station, "area": seat.area, "device": seat.device,
        "batch": parcel.batch, "now": now, "slot": _slot(now), "skew": skew.total_seconds(),
    }  # fmt: skip
    nested = connection.in_atomic_block
    with transaction.atomic():
        connection.ensure_connection()
        with connection.connection.cursor() as cursor:
            cursor.execute(_BEGIN)
            if nested:
                cursor.execute("TRUNCATE arriving, arriving_tube")
            if tubes:
                _copy_tubes(cursor, tubes, said)
            if parcel.voids:
                refused += _void(cursor, parcel, said)
            fresh = _copy_people(cursor, parcel, skew, now, said) if parcel.people else []
            late = [Refused(str(one.item.id), code, "tube", _encode(one.item)) for one, code in fresh if code]
            refused += late
            accepted = len(fresh) - len(late)
            duplicates = len(parcel.people) - len(fresh) + parcel.repeated
            counts = {"people": accepted, "duplicates": duplicates, "refused": len(refused)}
            cursor.execute(_RECEIPT, said | counts, prepare=True)
            if refused:
                cursor.executemany(_REFUSE, [_refusal(one, seat, now) for one in refused])
    return Outcome(accepted, duplicates, refused)


def _tubes(parcel: Parcel, seat: Seat, skew: timedelta, now: datetime, refused: list[Refused]) -> list[tuple[Any, ...]]:
    rows: dict[str, tuple[Any, ...]] = {}
    for one in parcel.tubes:
        size = capacity(seat.methods, one.group)
        if size is None:
            refused.append(Refused(one.tube, "tube.group", "group", _encode(one)))
            continue
        sealed = parcel.moment(one.sealed_at, skew, now) if one.sealed_at else None
        opened = parcel.moment(one.opened_at, skew, now)
        if one.tube not in rows or sealed:
            rows[one.tube] = (one.tube, tube_id(seat.serial, one.tube), one.group, size, opened, sealed, one.people)
    return list(rows.values())


def _copy_tubes(cursor: psycopg.Cursor[Any], rows: list[tuple[Any, ...]], said: dict[str, Any]) -> None:
    with cursor.copy("COPY arriving_tube FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(_TUBE_TYPES)
        for row in rows:
            copy.write_row(row)
    cursor.execute(_TUBES, said, prepare=True)


def _copy_people(
    cursor: psycopg.Cursor[Any], parcel: Parcel, skew: timedelta, now: datetime, said: dict[str, Any]
) -> list[tuple[Person, str]]:
    with cursor.copy("COPY arriving FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(_PERSON_TYPES)
        for place, one in enumerate(parcel.people):
            item = one.item
            at = parcel.moment(item.at, skew, now)
            copy.write_row((place, item.id, item.tube, one.hash, one.sealed, at, item.staff))
    cursor.execute(_PEOPLE, said, prepare=True)
    return [(parcel.people[place], code) for place, code in cursor.fetchall()]


def _void(cursor: psycopg.Cursor[Any], parcel: Parcel, said: dict[str, Any]) -> list[Refused]:
    ids: list[UUID] = [one.id for one in parcel.voids]
    cursor.execute(_KNOWN, [said["round"], ids, said["station"]])
    known = {row[0] for row in cursor.fetchall()}
    cursor.execute(_VOID, said | {"ids": ids})
    return [
        Refused(str(one.id), "registration.unknown", "id", _encode(one)) for one in parcel.voids if one.id not in known
    ]


def _refusal(one: Refused, seat: Seat, now: datetime) -> tuple[Any, ...]:
    key = derived(seat.device, one.item, one.code, one.raw.hex() if "[" in one.item else "")
    sealed = seal_bytes(key, one.raw)
    return (key, one.item, seat.serial, seat.station, seat.device, seat.area, one.code, one.field, sealed, now)


def _slot(now: datetime) -> datetime:
    return now - timedelta(minutes=now.minute % (SLOT.seconds // 60), seconds=now.second, microseconds=now.microsecond)

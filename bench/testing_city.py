"""A city that is nearly done, laid into a round's partitions: what lane and board meet late in the evening."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

SERIAL: Final = 1
HOUSE: Final = 100
"""People in a building."""

LACKING: Final = 1000
"""One of so many has not been sampled."""

# A person by number: the hundred of a building, the buildings of 999 villages; made-up, with the sizes of real rows.
_PERSON: Final = """
    SELECT n, decode(md5(n::text), 'hex') AS hash, '{area}' || lpad((n / {house} % 999)::text, 3, '0') AS area,
        (n / {house} / 999)::text || '幢' AS building, decode(repeat('5a', 110), 'hex') AS sealed
    FROM generate_series(0, {people} - 1) AS n
"""
_ROLL: Final = """
    INSERT INTO testing_roll_r1 (round, id, hash, area, building, door, "group", masked, sealed)
    SELECT 1, md5('r' || n)::uuid, hash, area, building, n % {house} || '室', 'population', '王* 1234', sealed
    FROM ({person}) AS p
"""
_SWABS: Final = """
    INSERT INTO testing_registration_r1 (
        round, id, tube, station, area, home, building, listed, counted, hash, sealed, at, device, staff
    )
    SELECT 1, uuidv7(), 'city-' || n / 10, md5('s' || n / 20000)::uuid, area, area, building, true, true, hash, sealed,
        now() - interval '1 hour', md5('d' || n / 20000)::uuid, '甲'
    FROM ({person}) AS p WHERE n % {lacking} <> 0
"""
_TUBES: Final = """
    INSERT INTO testing_tube_r1 (
        round, code, id, station, area, lab_area, "group", capacity, people, stated, opened_at, sealed_at, handed_at,
        received_at
    )
    SELECT 1, 'city-' || t, md5('t' || t)::uuid, md5('s' || t / 2000)::uuid,
        '{area}' || lpad((t / ({house} / 10) % 999)::text, 3, '0'), '{area}', 'population', 10, q.people, q.people,
        now() - interval '2 hours', now() - interval '1 hour', now() - interval '50 minutes',
        now() - interval '30 minutes'
    FROM generate_series(0, {people} / 10 - 1) AS t,
        LATERAL (SELECT CASE WHEN t % ({lacking} / 10) = 0 THEN 9 ELSE 10 END AS people) AS q
"""
_COUNTERS: Final = """
    INSERT INTO testing_progress (round, area, building, listed, excused, sampled, others)
    SELECT 1, '{area}' || lpad((b % 999)::text, 3, '0'), (b / 999)::text || '幢', {house}, 0,
        {house} - CASE WHEN b % ({lacking} / {house}) = 0 THEN 1 ELSE 0 END, 0
    FROM generate_series(0, {people} / {house} - 1) AS b
"""
_FILLED: Final = {"testing_roll": _ROLL, "testing_registration": _SWABS, "testing_tube": _TUBES}


def fill(people: int, area: str) -> None:
    """Lay a city of so many people into the first round, but for one of a thousand; indexes are built afterwards."""
    from django.db import connections

    started = time.perf_counter()
    said = {"people": people, "area": area, "house": HOUSE, "lacking": LACKING}
    said["person"] = _PERSON.format(**said)
    threads = [
        threading.Thread(target=_fill, args=(parent, statement.format(**said))) for parent, statement in _FILLED.items()
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with connections["owner"].cursor() as cursor:
        cursor.execute(_COUNTERS.format(**said))
        cursor.execute("UPDATE testing_round SET population = %s WHERE serial = %s", [people, SERIAL])
        cursor.execute("VACUUM ANALYZE testing_progress")
        cursor.execute("CHECKPOINT")
    print(f"a city of {people:,} laid in: {time.perf_counter() - started:.0f} s")


def _fill(parent: str, statement: str) -> None:
    from django.db import connections

    part = f"{parent}_r{SERIAL}"
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"ALTER TABLE {parent} DETACH PARTITION {part}")
        for (index,) in _indexes(cursor, part):
            cursor.execute(f"DROP INDEX {index}")
        cursor.execute(statement)
        cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(f"ALTER TABLE {parent} ATTACH PARTITION {part} FOR VALUES IN ({SERIAL})")
        cursor.execute(f"VACUUM (FREEZE, ANALYZE) {part}")
    connections["owner"].close()


def _indexes(cursor: Any, table: str) -> list[tuple[str]]:
    cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = %s", [table])
    found: list[tuple[str]] = cursor.fetchall()
    return found

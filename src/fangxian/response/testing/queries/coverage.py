"""Who has been tested and who has not: rates from counters, names from the roll."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import Length, Substr

from fangxian.response.jurisdiction.codes import LEVELS, area_range
from fangxian.response.testing.glance import is_large
from fangxian.response.testing.models import EXCUSED, Glance, Progress, RollEntry, Round

_COUNTS = ("listed", "excused", "sampled", "others")

PAGE = 100
"""Names on a page of the missing list."""

# The counters say in which buildings somebody is missing, and how many: as many buildings are read as fill a page, one
# by one by an index. So the page of a city in which nearly everybody is done costs no more than that of a village.
_MISSING = """
    WITH lacking AS MATERIALIZED (
        SELECT area, building, sum(more) OVER (ORDER BY area, building) - more AS before
        FROM (
            SELECT area, building, CASE WHEN area = %(after_area)s AND building = %(after_building)s THEN 0
                ELSE listed - excused - sampled END AS more
            FROM testing_progress
            WHERE round = %(round)s AND area >= %(lo)s AND area < %(hi)s AND listed - excused > sampled
                AND (area, building) >= (%(after_area)s, %(after_building)s)
                AND (%(building)s::text IS NULL OR building = %(building)s)
            ORDER BY area, building LIMIT %(limit)s + 1
        ) AS next
    )
    SELECT l.id, l.area, l.building, l.door, l.masked, l."group", l.absence, l.absence_note
    FROM lacking AS p CROSS JOIN LATERAL (
        SELECT * FROM testing_roll AS e
        WHERE e.round = %(round)s AND e.area = p.area AND e.building = p.building
            AND (e.area, e.building, e.door, e.id)
                > (%(after_area)s, %(after_building)s, %(after_door)s, %(after_id)s::uuid)
            AND e.absence <> ALL(%(excused)s)
            AND NOT EXISTS (
                SELECT FROM testing_registration AS r
                WHERE r.round = %(round)s AND r.hash = e.hash AND r.counted OFFSET 0
            )
        OFFSET 0
    ) AS l
    WHERE p.before < %(limit)s
    ORDER BY l.area, l.building, l.door, l.id LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True)
class Covered:
    """An area or a building: how many are to be tested, and how many have been."""

    area: str
    building: str
    listed: int
    excused: int
    sampled: int
    others: int

    @property
    def owed(self) -> int:
        """The denominator: on the roll and not excused."""
        return self.listed - self.excused

    @property
    def missing(self) -> int:
        return max(0, self.owed - self.sampled)


@dataclass(frozen=True, slots=True)
class Missing:
    """Somebody on the roll who has not been sampled; the name is masked."""

    id: UUID
    area: str
    building: str
    door: str
    masked: str
    group: str
    absence: str
    note: str


def below(of: Round, area: str) -> list[Covered]:
    """Coverage of the areas right below one, or of the buildings of a community."""
    rows = Progress.objects.filter(round=of.serial, area__gte=area, area__lt=area + "\U0010ffff")
    length = next((length for length in LEVELS if length > len(area)), None)
    if length is not None and is_large(of):
        held = Glance.objects.filter(round=of.serial, area__gte=area, area__lt=area + "\U0010ffff")
        parts = held.annotate(size=Length("area")).filter(size=length).order_by("area").values_list("area", *_COUNTS)
        if lines := [Covered(part, "", *counts) for part, *counts in parts]:
            return lines
    sums = {name: Sum(name) for name in _COUNTS}
    found: list[Any]
    if length is None:
        found = list(rows.values("building").annotate(**sums).order_by("building"))
        return [Covered(area, row["building"], *(row[name] for name in _COUNTS)) for row in found]
    grouped = rows.annotate(part=Substr("area", 1, length)).values("part")
    found = list(grouped.annotate(**sums).order_by("part"))
    return [Covered(row["part"], "", *(row[name] for name in _COUNTS)) for row in found]


def missing(
    of: Round,
    area: str,
    *,
    building: str | None = None,
    after: Missing | None = None,
    limit: int = PAGE,
) -> list[Missing]:
    """People of the roll in an area who have not been sampled and are not excused, building by building."""
    said: dict[str, Any] = {
        "round": of.serial,
        "lo": area,
        "hi": area + "\U0010ffff",
        "building": building,
        "after_area": after.area if after else "",
        "after_building": after.building if after else "",
        "after_door": after.door if after else "",
        "after_id": after.id if after else UUID(int=0),
        "limit": limit,
        "excused": list(EXCUSED),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, said)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
    return [Missing(*row) for row in rows]


def reasons(of: Round, area: str, building: str | None = None) -> dict[str, int]:
    """How many on the roll of an area have each reason; those without one are left out."""
    rows = _noted(of, area, building).values("absence").annotate(n=Count("id"))
    return {row["absence"]: row["n"] for row in rows.order_by("absence")}


def noted(of: Round, area: str, building: str | None = None, limit: int = PAGE) -> list[Missing]:
    """People of the roll with a reason that takes them out of the denominator, building by building."""
    rows = _noted(of, area, building).filter(absence__in=EXCUSED).order_by("area", "building", "door", "id")
    return [
        Missing(one.id, one.area, one.building, one.door, one.masked, one.group, one.absence, one.absence_note)
        for one in rows[:limit]
    ]


def _noted(of: Round, area: str, building: str | None) -> QuerySet[RollEntry]:
    lo, hi = area_range(area)
    rows = RollEntry.objects.filter(round=of.serial, area__gte=lo, area__lt=hi).exclude(absence="")
    return rows if building is None else rows.filter(building=building)


def recount(of: Round) -> int:
    """How many counters differ from the rows they stand for, and how many people are not counted exactly once.

    Zero, or something is wrong. Reads the whole round.
    """
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"round": of.serial, "excused": list(EXCUSED)})
        return int(cursor.fetchone()[0])


_RECOUNT = """
    WITH held AS (
        SELECT area, building, count(*) AS listed,
            count(*) FILTER (WHERE absence = ANY(%(excused)s) AND NOT EXISTS (
                SELECT FROM testing_registration AS r
                WHERE r.round = %(round)s AND r.hash = l.hash AND r.counted)) AS excused
        FROM testing_roll AS l WHERE round = %(round)s GROUP BY area, building
    ), done AS (
        SELECT home AS area, building, count(*) FILTER (WHERE listed) AS sampled,
            count(*) FILTER (WHERE NOT listed) AS others
        FROM testing_registration WHERE round = %(round)s AND voided_at IS NULL AND counted
        GROUP BY home, building
    ), miscounted AS (
        SELECT FROM testing_registration WHERE round = %(round)s AND voided_at IS NULL
            AND tube NOT IN (SELECT code FROM testing_tube WHERE round = %(round)s AND "group" = 'environment')
        GROUP BY hash HAVING count(*) FILTER (WHERE counted) <> 1
    ), should AS (
        SELECT area, building, coalesce(listed, 0) AS listed, coalesce(excused, 0) AS excused,
            coalesce(sampled, 0) AS sampled, coalesce(others, 0) AS others
        FROM held FULL JOIN done USING (area, building)
    )
    SELECT (SELECT count(*) FROM miscounted) + count(*) FROM should FULL JOIN (
        SELECT area, building, listed, excused, sampled, others FROM testing_progress WHERE round = %(round)s
    ) AS p USING (area, building)
    WHERE (coalesce(should.listed, 0), coalesce(should.excused, 0), coalesce(should.sampled, 0),
        coalesce(should.others, 0)) <> (coalesce(p.listed, 0), coalesce(p.excused, 0), coalesce(p.sampled, 0),
        coalesce(p.others, 0))
"""

"""The load of offices: what each owes, what is late, what nobody has received; counted by one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, LiteralString

from django.db import connection

from fangxian.protocol.status import SOON
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range

MOST: Final = 200
"""Offices shown, the worst off first."""


@dataclass(frozen=True)
class Load:
    """What lies with one office now.

    Attributes
    ----------
    office : int or None
        None where no office answers.
    open, due_soon, overdue : int
        Owed now: with time left, due soon, past their time. Together all that is owed.
    waiting : int
        Of future days: their window has not begun.
    unreceived : int
        Owed now and not received.
    oldest_unreceived : datetime or None
        Since when the oldest of those waits to be received.
    parts : int
        Parts of other offices' tasks that it has not reported done.
    excused : int
        Excused, and not counted above.
    """

    office: int | None
    open: int
    due_soon: int
    overdue: int
    waiting: int
    unreceived: int
    oldest_unreceived: datetime | None
    parts: int
    excused: int

    @property
    def owed(self) -> int:
        """All that is owed now."""
        return self.open + self.due_soon + self.overdue


# Each open task is looked at once; the interval arithmetic only where the due time is near, for it is slow.
_SQL: Final[LiteralString] = """
    WITH sorted AS (
        SELECT task.office_id, task.opened_at, task.window_from, held.received_at IS NULL AS unreceived, CASE
            WHEN held.excused_at IS NOT NULL THEN 0
            WHEN task.due_at < %(now)s THEN 1
            WHEN task.due_at <= %(now)s + %(soon)s::interval
                AND %(now)s >= task.due_at - least(%(soon)s::interval, (task.due_at - task.window_from) / 4) THEN 2
            WHEN task.window_from <= %(now)s THEN 3
            ELSE 4 END AS status
        FROM ledger_task AS task
        LEFT JOIN ledger_handling AS held ON held.node = task.id
        WHERE task.state = 'open' AND task.area >= %(lo)s AND task.area < %(hi)s
          AND (%(office)s::bigint IS NULL OR task.office_id = %(office)s)
    ), counted AS (
        SELECT office_id,
            count(*) FILTER (WHERE status = 3) AS open,
            count(*) FILTER (WHERE status = 2) AS due_soon,
            count(*) FILTER (WHERE status = 1) AS overdue,
            count(*) FILTER (WHERE status = 4) AS waiting,
            count(*) FILTER (WHERE unreceived AND status BETWEEN 1 AND 3) AS unreceived,
            min(greatest(opened_at, window_from)) FILTER (WHERE unreceived AND status BETWEEN 1 AND 3) AS oldest,
            count(*) FILTER (WHERE status = 0) AS excused
        FROM sorted GROUP BY office_id
    ), part AS (
        SELECT office_id, count(*) AS parts FROM ledger_handling
        WHERE parent IS NOT NULL AND done_at IS NULL AND state = 'open' AND excused_at IS NULL
          AND area >= %(lo)s AND area < %(hi)s AND (%(office)s::bigint IS NULL OR office_id = %(office)s)
        GROUP BY office_id
    )
    SELECT coalesce(counted.office_id, part.office_id), coalesce(open, 0), coalesce(due_soon, 0),
        coalesce(overdue, 0), coalesce(waiting, 0), coalesce(unreceived, 0), oldest, coalesce(parts, 0),
        coalesce(excused, 0)
    FROM counted FULL JOIN part ON part.office_id = counted.office_id
    ORDER BY coalesce(overdue, 0) DESC, coalesce(unreceived, 0) DESC, coalesce(due_soon, 0) DESC,
        coalesce(open, 0) DESC, 1
    LIMIT %(most)s
"""


def of_area(now: datetime, area: str = "") -> list[Load]:
    """The offices that tasks in an area lie with, the worst off first; by default of the whole area in scope."""
    return _load(now, area or access.current() or "", None)


def of_office(office: int, now: datetime) -> Load:
    """What lies with one office."""
    found = _load(now, access.current() or "", office)
    return found[0] if found else Load(office, 0, 0, 0, 0, 0, None, 0, 0)


def _load(now: datetime, area: str, office: int | None) -> list[Load]:
    lo, hi = area_range(area)
    said: dict[str, Any] = {
        "lo": lo,
        "hi": hi,
        "now": now,
        "soon": f"{SOON.total_seconds()} seconds",
        "office": office,
        "most": MOST if office is None else 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SQL, said)
        return [Load(*row) for row in cursor.fetchall()]

"""The live board: everybody in transfer is counted, the most urgent of each stage are shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min

from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.sharing import Shared
from fangxian.response.ledger import clock
from fangxian.response.transfer.limits import known_limits
from fangxian.response.transfer.models import Transfer, Vehicle
from fangxian.response.transfer.queries.board import Line, lines, with_all

SHOWN: Final = 15
"""Families of each stage that the board shows unless asked for more."""

MOST: Final = 300
"""Families of each stage that it shows when asked for all."""

LARGE: Final = 2000
"""People taken in today from whom on the screens of an area share their count."""

_arrivals: Final = Shared[int](LARGE)

_STAGES: Final = {"requested": "waits", "allotted": "called", "aboard": "road", "door": "road"}

# The ids go back as the text they came as: nobody here looks at them.
_IDS: Final = "SELECT coalesce(array_agg(id), '{}')::text FROM transfer_transfer WHERE state = ANY(%s)"

# Families by stage, the first due first; with each, how many families its stage has, and how many people are beyond
# their limit in all.
_FIRST: Final = """
    WITH limiting AS (SELECT * FROM unnest(%(packs)s::text[], %(clauses)s::text[]) AS one (pack, clause)),
    people AS (
        SELECT t.id, t.family, t.state, t.requested_at, t."order", limits.due
        FROM transfer_transfer AS t LEFT JOIN LATERAL (
            SELECT min(k.due_at) AS due FROM ledger_task AS k JOIN limiting USING (pack, clause)
            WHERE k.subject = 'person:' || t.person_id AND k.incident_id = t.incident_id AND k.state = 'open'
        ) AS limits ON true
        WHERE t.id = ANY(%(ids)s::uuid[])
    ),
    families AS (
        SELECT family, (array_agg(state ORDER BY requested_at, "order", id))[1] AS state, array_agg(id) AS ids,
            min(requested_at) AS since, min(due) AS due, count(*) FILTER (WHERE due < %(now)s) AS late
        FROM people GROUP BY family
    ),
    ranked AS (
        SELECT stage, ids, count(*) OVER (PARTITION BY stage) AS whole, sum(late) OVER () AS late,
            row_number() OVER (PARTITION BY stage ORDER BY due NULLS LAST, since, family) AS place
        FROM families JOIN unnest(%(states)s::text[], %(stages)s::text[]) AS one (state, stage) USING (state)
    )
    SELECT stage, ids, whole, late::integer FROM ranked WHERE place <= %(shown)s
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """The head of the board.

    Attributes
    ----------
    waiting, over, aboard, door : int
        People: without being picked up yet, beyond the limit, in vehicles, at a door.
    longest : int
        Minutes that somebody waits for being picked up.
    arrived : int
        People taken in today.
    ready : int
        Vehicles.
    """

    waiting: int
    over: int
    longest: int
    aboard: int
    door: int
    arrived: int
    ready: int


@dataclass(frozen=True, slots=True)
class Stage:
    """Families of one stage, the first due first.

    Attributes
    ----------
    whole : int
        How many there are, shown or not.
    """

    lines: Sequence[Line]
    whole: int

    @property
    def hidden(self) -> int:
        """How many are not shown."""
        return self.whole - len(self.lines)


@dataclass(frozen=True, slots=True)
class Live:
    """The board."""

    figures: Figures
    waits: Stage
    called: Stage
    road: Stage


def live(shown: int = SHOWN) -> Live:
    """Everybody in scope, counted by the database; only those who are shown are read in full."""
    now = clock.now()
    known = known_limits()
    said: dict[str, Any] = {
        "packs": [pack for pack, _ in known], "clauses": [clause for _, clause in known], "now": now, "shown": shown,
        "states": list(_STAGES), "stages": list(_STAGES.values()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_IDS, [list(_STAGES)])
        (ids,) = cursor.fetchone()
        with access.everywhere():  # a task, a vehicle, a site may lie in another district
            cursor.execute(_FIRST, said | {"ids": ids})
            first: list[tuple[str, list[UUID], int, int]] = cursor.fetchall()
            chosen = with_all().filter(id__in=[id_ for _stage, family, _whole, _over in first for id_ in family])
            found = lines(list(chosen.order_by("requested_at", "family", "order", "id")))
    split: defaultdict[str, list[Line]] = defaultdict(list)
    for line in found:
        split[_STAGES[line.first.state]].append(line)
    whole = {stage: count for stage, _family, count, _over in first}
    stages = {stage: Stage(split[stage], whole.get(stage, 0)) for stage in _STAGES.values()}
    return Live(_figures(now, first[0][3] if first else 0), **stages)


def _figures(now: datetime, over: int) -> Figures:
    """The counts over everybody in scope."""
    rows = Transfer.objects.filter(state__in=Transfer.OPEN).order_by().values_list("state")
    states = {state: (count, since) for state, count, since in rows.annotate(Count("id"), Min("requested_at"))}
    count = {state: states[state][0] if state in states else 0 for state in _STAGES}
    since = min((states[state][1] for state in ("requested", "allotted") if state in states), default=now)
    zone = clock.zone()
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    arrivals = Transfer.objects.filter(state=Transfer.State.DELIVERED, ended_at__gte=midnight)
    return Figures(
        waiting=count["requested"] + count["allotted"],
        over=over,
        longest=max(int((now - since).total_seconds() // 60), 0),
        aboard=count["aboard"],
        door=count["door"],
        arrived=_arrivals.get(arrivals.count, int, midnight),
        ready=Vehicle.objects.filter(state=Vehicle.State.READY).count(),
    )

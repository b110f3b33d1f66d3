"""What the passing of time alone brings: the next turn of a clause that runs “every two days while on post”."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

from django.db import connection, transaction

from fangxian.protocol.clause import Every
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock, packs, store, together
from fangxian.response.ledger.models import Incident

_CHUNK = 2_000
_LONGEST_PAUSE = timedelta(days=60)
"""A turn this long past has no next one: no clause pauses so long between two."""
_JUST_OVER: LiteralString = (
    "AND subject IN (SELECT subject FROM ledger_task "
    "WHERE state IN ('open', 'discharged') AND due_at > %(since)s AND due_at <= %(now)s) "
)
"""By the index of due times, instead of every turn that ever was."""


def refresh(since: datetime | None = None) -> int:
    """Open the turns that have come due since the last evaluation; returns how many subjects were looked at.

    Parameters
    ----------
    since : datetime or None
        When this was last done, for whoever knows: only turns that ended after it are looked at.
    """
    now = clock.now()
    total = 0
    with access.everywhere():
        for incident in Incident.objects.filter(closed_at=None).values_list("id", flat=True):
            subjects = _running(incident, since)
            for start in range(0, len(subjects), _CHUNK):
                part = subjects[start : start + _CHUNK]
                with transaction.atomic():
                    store.lock_subjects(part)
                    together.bring_up_to_date({(incident, subject) for subject in part}, now)
            total += len(subjects)
    return total


def _running(incident: UUID, since: datetime | None) -> list[str]:
    """Subjects for whom the last turn of a clause that repeats without end is over: the next may have come."""
    timeline = packs.timeline(incident)
    if timeline is None:
        return []
    repeating = sorted(
        {clause.id for pack in packs.packs_of(timeline) for clause in pack.clauses if isinstance(clause.timing, Every)}
    )
    if not repeating:
        return []
    now = clock.now()
    with connection.cursor() as cursor:
        cursor.execute(
            # Before its last turn is over nothing new comes by time alone, and a turn that lapsed ended the story.
            "SELECT subject FROM (SELECT DISTINCT ON (subject, clause) subject, state, due_at FROM ledger_task "
            "WHERE incident_id = %(incident)s AND clause = ANY(%(clauses)s) "
            + ("" if since is None else _JUST_OVER)
            + "ORDER BY subject, clause, due_at DESC) AS last WHERE state <> 'lapsed' "
            "AND due_at > %(since)s AND due_at <= %(now)s GROUP BY subject ORDER BY subject",
            {
                "incident": incident, "clauses": repeating, "now": now,
                "since": now - _LONGEST_PAUSE if since is None else since,
            },
        )  # fmt: skip
        return [subject for (subject,) in cursor.fetchall()]

"""Zones at a glance: those in force with their next deadlines, proposals to decide, needs that wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from fangxian.response.containment.models import Need, Permit, Proposal, Zone
from fangxian.response.containment.queries.zones import ZoneView, zones_as_of
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident, TaskRow
from fangxian.response.ledger.queries.tasks import TaskView, from_row

REVIEW: Final = "zone.review"

_WAITING: Final = """
    SELECT n.zone_id, count(*), count(*) FILTER (WHERE t.due_at < %s)
    FROM containment_need AS n LEFT JOIN ledger_task AS t ON t.subject = 'need:' || n.id AND t.state = 'open'
    WHERE n.answered_at IS NULL AND n.zone_id = ANY(%s) GROUP BY n.zone_id
"""


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One zone of the board.

    Attributes
    ----------
    people : int or None
        Who lives in it; None where nobody has said.
    needs, overdue : int
        Special needs that wait, and those of them past their time.
    review : TaskView or None
        The next review that is owed.
    """

    view: ZoneView
    title: str
    area: str
    people: int | None
    needs: int
    overdue: int
    review: TaskView | None


def board(incident: Incident, at: datetime, *, now: datetime, lifted: bool) -> list[ZoneLine]:
    """Zones of an incident as of a moment; what is to be done now stands beside those still in force."""
    views = [view for view in zones_as_of(incident.id, at) if lifted or view.in_force]
    ids = [view.id for view in views]
    names = area_names({view.area for view in views})
    people = dict(Zone.objects.filter(id__in=ids).values_list("id", "people"))
    waiting = waiting_needs(ids, now)
    reviews = next_tasks([f"zone:{id_}" for id_ in ids], REVIEW, now)
    return [
        ZoneLine(
            view, either(view.name, view.name_en), names.get(view.area, view.area), people.get(view.id),
            *waiting.get(view.id, (0, 0)), reviews.get(f"zone:{view.id}"),
        )
        for view in views
    ]  # fmt: skip


def proposals(incident: Incident) -> Sequence[Proposal]:
    """Proposals that wait for a decision, the oldest case first."""
    return list(Proposal.objects.filter(incident=incident, state=Proposal.State.OPEN).order_by("triggered_at")[:100])


def waiting_needs(zones: Iterable[UUID], now: datetime) -> dict[UUID, tuple[int, int]]:
    """Needs that wait in each zone, and how many of them are past their time; one query, however many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [now, list(zones)])
        return {zone: (count, late) for zone, count, late in cursor.fetchall()}


def due_of(subjects: Sequence[str]) -> dict[str, datetime]:
    """The earliest time at which something is due that is still open, by subject."""
    rows = TaskRow.objects.filter(subject__in=list(subjects), state="open").order_by("-due_at")
    return dict(rows.values_list("subject", "due_at"))


def next_tasks(subjects: Sequence[str], clause: str, now: datetime) -> dict[str, TaskView]:
    """The next open task of a clause, by subject."""
    rows = TaskRow.objects.filter(subject__in=list(subjects), clause=clause, state="open").order_by("-due_at")
    return {row.subject: from_row(row, now) for row in rows}


@dataclass(frozen=True, slots=True)
class Inside:
    """Life inside one zone.

    Attributes
    ----------
    needs : sequence of (Need, datetime or None)
        Those that wait, each with its due time, the first due first.
    done : sequence of Need
        The last that were closed.
    out : sequence of Permit
        Permits whose holders are outside now.
    """

    needs: Sequence[tuple[Need, datetime | None]]
    done: Sequence[Need]
    permits: Sequence[Permit]
    out: Sequence[Permit]


def inside(zone: Zone, now: datetime) -> Inside:
    """What waits in a zone, in the order in which it is due."""
    rows = list(Need.objects.filter(zone=zone, answered_at=None).order_by("raised_at")[:500])
    due = due_of([need.subject for need in rows])
    needs = sorted(((need, due.get(need.subject)) for need in rows), key=lambda pair: pair[1] or now)
    permits = Permit.objects.filter(zone=zone, revoked_at=None)
    held = list(permits.filter(Q(valid_to__gte=now)).order_by("valid_from")[:100])
    outside = [one for one in permits.filter(out_at__isnull=False).order_by("valid_to")[:500] if one.outside]
    done = list(Need.objects.filter(zone=zone).exclude(answered_at=None).order_by("-answered_at")[:30])
    return Inside(needs, done, held, outside)

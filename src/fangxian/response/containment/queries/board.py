"""Zones at a glance: those in force with their next deadlines, proposals to decide, needs that wait."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models import Q

from fangxian.protocol.schema.zone import ZoneKind
from fangxian.protocol.status import Status, status
from fangxian.response.containment.models import Need, Permit, Proposal, Zone
from fangxian.response.containment.queries.zones import ZoneView, zones_as_of
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.queries import area_names
from fangxian.response.ledger.models import Incident, TaskRow
from fangxian.response.ledger.packs import adopted

REVIEW: Final = "zone.review"
RAISED: Final = "need.raised"

_WAITING: Final = """
    SELECT zone_id, count(*) FROM containment_need WHERE answered_at IS NULL AND zone_id = ANY(%s) GROUP BY zone_id
"""
# From the tasks that are late to the needs, not the other way: most needs that wait are in time.
_LATE: Final = """
    SELECT n.zone_id, count(*)
    FROM ledger_task AS t JOIN containment_need AS n ON n.id = split_part(t.subject, ':', 2)::uuid
    WHERE t.clause = ANY(%s) AND t.state = 'open' AND t.due_at < %s AND n.answered_at IS NULL AND n.zone_id = ANY(%s)
    GROUP BY n.zone_id
"""


@dataclass(frozen=True, slots=True)
class _Turn:
    """A review that is owed, as its status is read."""

    window_from: datetime
    due_at: datetime
    state: str = "open"
    late: bool = False
    missed: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """The next review of a zone: the one that is owed, or the one that comes after the last."""

    status: Status
    due_at: datetime


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """One zone of the board.

    Attributes
    ----------
    needs, overdue : int
        Special needs that wait, and those of them past their time.
    review : Review or None
        None where the rulebook asks for none.
    """

    view: ZoneView
    area: str
    needs: int
    overdue: int
    review: Review | None


def board(incident: Incident, at: datetime, *, now: datetime, lifted: bool) -> list[ZoneLine]:
    """Zones of an incident as of a moment; what is to be done now stands beside those still in force."""
    views = [view for view in zones_as_of(incident.id, at) if lifted or view.in_force]
    ids = [view.id for view in views]
    names = area_names({view.area for view in views})
    waiting = waiting_needs(ids, now)
    reviews = next_reviews(views, kinds_in_force(incident.id, at), now)
    return [
        ZoneLine(
            view, names.get(view.area, view.area),
            *waiting.get(view.id, (0, 0)), reviews.get(view.id),
        )
        for view in views
    ]  # fmt: skip


def proposals(incident: Incident) -> Sequence[Proposal]:
    """Proposals that wait for a decision, the oldest case first."""
    return list(Proposal.objects.filter(incident=incident, state=Proposal.State.OPEN).order_by("triggered_at")[:100])


def waiting_needs(zones: Iterable[UUID], now: datetime) -> dict[UUID, tuple[int, int]]:
    """Needs that wait in each zone, and how many of them are past their time; two queries, however many there are."""
    ids = list(zones)
    clauses = {
        clause.id for pack in adopted() for clause in pack.clauses if any(one.kind == RAISED for one in clause.opens)
    }
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [ids])
        waiting = dict(cursor.fetchall())
        cursor.execute(_LATE, [sorted(clauses), now, ids])
        late = dict(cursor.fetchall())
    return {zone: (count, late.get(zone, 0)) for zone, count in waiting.items()}


def due_of(subjects: Sequence[str]) -> dict[str, datetime]:
    """The earliest time at which something is due that is still open, by subject."""
    rows = TaskRow.objects.filter(subject__in=list(subjects), state="open").order_by("-due_at")
    return dict(rows.values_list("subject", "due_at"))


def next_reviews(views: Sequence[ZoneView], kinds: Mapping[str, ZoneKind], now: datetime) -> dict[UUID, Review]:
    """When each zone is to be reviewed next; a turn that has not begun is owed as many days after the last."""
    zones = {f"zone:{view.id}": view for view in views}
    rows = TaskRow.objects.filter(subject__in=zones, clause=REVIEW).order_by("-due_at")
    found: dict[UUID, Review] = {}
    for subject, state, due, window in rows.values_list("subject", "state", "due_at", "window_from"):
        view = zones[subject]
        if state == "open":
            found[view.id] = Review(status(_Turn(window, due), now), due)
        elif view.id not in found and view.in_force and view.kind in kinds:
            found[view.id] = Review("waiting", due + timedelta(days=kinds[view.kind].review_days))
    return found


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

"""The task board: tasks by due time, a page at a time, never counting all rows.

Tasks of an office or an area come from the task table; what was returned or offered to an office, or given to it
as a part, from the handling beside it. Both are walked by key, so that the thousandth page costs what the first does.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import DurationField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value
from django.db.models.lookups import LessThanOrEqual

from fangxian.protocol.status import SOON
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.codes import area_range
from fangxian.response.ledger.models import HandlingRow, TaskRow
from fangxian.response.ledger.queries.held import from_part, of_nodes
from fangxian.response.ledger.queries.paging import walk
from fangxian.response.ledger.queries.tasks import TaskView, from_row

OWED: Final = ("open", "due_soon", "overdue", "unreceived")
"""Statuses of tasks that are owed: open ones that nobody excused."""

STATUSES: Final = (*OWED, "excused", "discharged", "lapsed")


@dataclass(frozen=True)
class Filter:
    """What the board shows.

    Attributes
    ----------
    status : str
        ``open`` (whatever is owed), ``due_soon``, ``overdue``, ``unreceived``, ``excused``, ``discharged``,
        ``lapsed``.
    office : int or None
        Only tasks that this office holds.
    area : str
        Only tasks in this area (prefix).
    clause, severity : str
        Only tasks of this clause, of this severity.
    """

    status: str = "open"
    office: int | None = None
    area: str = ""
    clause: str = ""
    severity: str = ""


@dataclass(frozen=True)
class Page:
    """One page of tasks, how each is handled, and the keys of the pages beside it."""

    tasks: list[TaskView]
    next: str
    previous: str
    held: dict[str, HandlingRow] = field(default_factory=dict)


def page(chosen: Filter, now: datetime, after: str = "", before: str = "") -> Page:
    """A page of tasks in order of due time.

    Parameters
    ----------
    after, before : str
        Key of the last task of the page before, or of the first of the page after; empty for the first page.

    Raises
    ------
    Invalid
        ``page.key``: the key is none.
    """
    found, forth, back = walk(filtered(chosen, now), "id", after, before)
    tasks = [from_row(row, now) for row in found]
    return Page(tasks, forth, back, of_nodes(task.id for task in tasks))


def filtered(chosen: Filter, now: datetime) -> QuerySet[TaskRow]:
    """The tasks that a filter lets through, in no order."""
    rows = _narrowed(TaskRow.objects.filter(state="open" if _is_open(chosen.status) else chosen.status), chosen)
    if chosen.status == "excused":
        return rows.filter(_handled(excused_at__isnull=False))
    if _is_open(chosen.status):
        rows = rows.filter(~_handled(excused_at__isnull=False))
    match chosen.status:
        case "overdue":
            return rows.filter(due_at__lt=now)
        case "due_soon":
            return _soon(rows, now)
        case "unreceived":
            return rows.filter(~_handled(received_at__isnull=False), window_from__lte=now)
    return rows


def _is_open(status: str) -> bool:
    return status in OWED or status == "excused"


def _handled(**conditions: Any) -> Exists:
    return Exists(HandlingRow.objects.filter(node=OuterRef("id"), **conditions))


def _soon(rows: QuerySet[TaskRow], now: datetime) -> QuerySet[TaskRow]:
    """Due soon, word for word as :func:`fangxian.protocol.status.status` says it."""
    quarter = ExpressionWrapper((F("due_at") - F("window_from")) / Value(4), output_field=DurationField())
    left = ExpressionWrapper(F("due_at") - Value(now), output_field=DurationField())
    return rows.filter(LessThanOrEqual(left, quarter), due_at__gte=now, due_at__lte=now + SOON)


def _narrowed(rows: QuerySet[TaskRow], chosen: Filter) -> QuerySet[TaskRow]:
    if chosen.office is not None:
        rows = rows.filter(office=chosen.office)
    # Said again beside row-level security: the planner then sees the range of the very area that is asked for.
    prefix = chosen.area or access.current() or ""
    if prefix:
        lo, hi = area_range(prefix)
        rows = rows.filter(area__gte=lo, area__lt=hi)
    if chosen.clause:
        rows = rows.filter(clause=chosen.clause)
    if chosen.severity:
        rows = rows.filter(severity=chosen.severity)
    return rows


# -- the inboxes of an office ---------------------------------------------------------------------------------------


def returned(office: int, now: datetime, after: str = "", before: str = "") -> Page:
    """What was returned to an office and not received by it since."""
    rows = HandlingRow.objects.filter(office=office, returned_at__isnull=False, state="open")
    return _inbox(rows, now, after, before)


def offered(office: int, now: datetime, after: str = "", before: str = "") -> Page:
    """What other offices offer to this one."""
    return _inbox(HandlingRow.objects.filter(offered_to=office, state="open"), now, after, before)


def offered_by(office: int, now: datetime, after: str = "", before: str = "") -> Page:
    """What this office offers to others that have not answered."""
    rows = HandlingRow.objects.filter(office=office, offered_to__isnull=False, state="open")
    return _inbox(rows, now, after, before)


def parts(office: int, now: datetime, after: str = "", before: str = "") -> Page:
    """Parts of other offices' tasks that lie with this one and are not reported done."""
    rows = HandlingRow.objects.filter(office=office, parent__isnull=False, done_at=None, state="open", excused_at=None)
    return _inbox(rows, now, after, before)


def _inbox(rows: QuerySet[HandlingRow], now: datetime, after: str, before: str) -> Page:
    found, forth, back = walk(rows, "node", after, before)
    tasks = {row.id: row for row in TaskRow.objects.filter(id__in=[row.node for row in found if row.parent is None])}
    views = [from_row(tasks[row.node], now) if row.node in tasks else from_part(row, now) for row in found]
    return Page(views, forth, back, {str(row.node): row for row in found})

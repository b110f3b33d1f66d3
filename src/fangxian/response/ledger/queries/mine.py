"""What an office has to do today, in the order in which it should: the page of everybody at work."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger.models import HandlingRow
from fangxian.response.ledger.queries import board
from fangxian.response.ledger.queries.held import assignees, of_nodes
from fangxian.response.ledger.queries.ladder import escalated_to
from fangxian.response.ledger.queries.tasks import TaskView, from_row

MOST: Final = 100
"""Tasks shown in one group; the board shows the rest."""

GROUPS: Final = ("offered", "returned", "overdue", "parts", "today", "unreceived", "escalated")
"""Groups in the order shown; a task stands in the first that it fits."""


@dataclass(frozen=True)
class Group:
    """Tasks that want the same of the office."""

    key: str
    tasks: list[TaskView]
    more: bool = False
    """Whether there are more than are shown."""


@dataclass(frozen=True)
class Today:
    """An office's day.

    Attributes
    ----------
    groups : list of Group
        Without the empty ones.
    held : dict
        How each task is handled, by task.
    people : dict
        The posts that tasks were given to and that somebody holds, by post.
    """

    groups: list[Group]
    held: dict[str, HandlingRow] = field(default_factory=dict)
    people: dict[int, Post] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Tasks shown."""
        return sum(len(group.tasks) for group in self.groups)


def today(office: Office, now: datetime, zone: ZoneInfo, *, only: Post | None = None) -> Today:
    """What an office has to do: by 24:00 of the local day, or waits for its answer.

    Parameters
    ----------
    only : Post or None
        Leave out what was given to another post of the office that somebody holds. What was given to a post
        nobody holds lies with everybody again.
    """
    midnight = end_of_day(now, zone)
    seen: set[str] = set()
    groups: list[Group] = []
    held: dict[str, HandlingRow] = {}
    for key in GROUPS:
        tasks, more = _GROUPS[key](office, now, midnight)
        fresh = [task for task in tasks if task.id not in seen]
        seen |= {task.id for task in fresh}
        groups.append(Group(key, fresh, more))
        held |= of_nodes(task.id for task in fresh)
    people = assignees(held.values())
    if only is not None:
        groups = [_given_to(only, group, held, people) for group in groups]
    return Today([group for group in groups if group.tasks], held, people)


def end_of_day(now: datetime, zone: ZoneInfo) -> datetime:
    """24:00 of the local day."""
    return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _given_to(post: Post, group: Group, held: dict[str, HandlingRow], people: dict[int, Post]) -> Group:
    def is_ours(task: TaskView) -> bool:
        row = held.get(task.id)
        return row is None or row.assignee not in people or row.assignee == post.pk

    return Group(group.key, [task for task in group.tasks if is_ours(task)], group.more)


Found = tuple[list[TaskView], bool]
"""Tasks, and whether there are more."""


def _owed(status: str, office: Office, now: datetime, **conditions: object) -> Found:
    rows = board.filtered(board.Filter(status=status, office=office.pk), now).filter(**conditions)
    found = [from_row(row, now) for row in rows.order_by("due_at", "id")[: MOST + 1]]
    return found[:MOST], len(found) > MOST


def _page(page: board.Page) -> Found:
    return page.tasks, bool(page.next)


def _escalated(office: Office, now: datetime) -> Found:
    found = escalated_to(office, now)
    return found[:MOST], len(found) > MOST


_GROUPS: Final[dict[str, Callable[[Office, datetime, datetime], Found]]] = {
    "offered": lambda office, now, _midnight: _page(board.offered(office.pk, now)),
    "returned": lambda office, now, _midnight: _page(board.returned(office.pk, now)),
    "overdue": lambda office, now, _midnight: _owed("overdue", office, now),
    "parts": lambda office, now, _midnight: _page(board.parts(office.pk, now)),
    "today": lambda office, now, midnight: _owed("open", office, now, due_at__lte=midnight, window_from__lte=now),
    "unreceived": lambda office, now, _midnight: _owed("unreceived", office, now),
    "escalated": lambda office, now, _midnight: _escalated(office, now),
}

"""How a task stands at a time: overdue, due soon, escalated. Computed, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, Protocol

from fangxian.protocol.clause import Clause, Rung
from fangxian.protocol.task import Task

Status = Literal["waiting", "open", "due_soon", "overdue", "discharged", "late", "lapsed", "missed"]

SOON: Final = timedelta(hours=2)
"""An open task is due soon this long before its due time, or in the last quarter of its window if that is shorter."""


class Clocked(Protocol):
    """What a status is read from: a task, or a view of one."""

    @property
    def state(self) -> str: ...
    @property
    def window_from(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def late(self) -> bool: ...
    @property
    def missed(self) -> bool: ...


def status(task: Clocked, now: datetime, *, soon: timedelta = SOON) -> Status:
    """Return how a task stands.

    ``waiting``: its window has not begun. ``open``, ``due_soon``, ``overdue``: it is owed. ``discharged``,
    ``late``: it was discharged, in time or after. ``lapsed``: it ceased to be owed in time; ``missed``: after
    it was due.
    """
    if task.state == "discharged":
        return "late" if task.late else "discharged"
    if task.state == "lapsed":
        return "missed" if task.missed else "lapsed"
    if now > task.due_at:
        return "overdue"
    if now >= task.due_at - min(soon, (task.due_at - task.window_from) / 4):
        return "due_soon"
    return "waiting" if now < task.window_from else "open"


def escalation(task: Task, clause: Clause, now: datetime, ladder: Sequence[Rung] = ()) -> int:
    """Return how many rungs of the ladder a task has climbed; 0 while nobody else need hear of it.

    `ladder` stands in where the clause has none of its own. Rungs count in the order of their times.
    """
    if task.state != "open":
        return 0
    return sum(now >= rung_at(task, rung) for rung in clause.escalation or ladder)


def rungs(task: Task, clause: Clause, ladder: Sequence[Rung] = ()) -> list[tuple[datetime, Rung]]:
    """Return when each rung of the ladder is reached, in the order of time."""
    found = [(rung_at(task, rung), rung) for rung in clause.escalation or ladder]
    return sorted(found, key=lambda pair: pair[0])


def rung_at(task: Task, rung: Rung) -> datetime:
    """Return when a task reaches a rung."""
    return task.due_at - rung.before if rung.before is not None else task.due_at + (rung.after or timedelta(0))

"""Alice, a contact exposed on 5 December at 20:00, and the facts that can befall her. Everybody is invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack, load_pack
from fangxian.protocol.task import Task
from tests.protocol.cast import BOB_TO_ALICE, CHENGDU, at, fact

LATER = "2021-02-01T00:00"
"""A moment after everything in these stories."""


def exposed(kind: str = "close", **more: Any) -> Fact:
    """Alice was found on 6 December to have been exposed on the 5th."""
    return fact(
        "exposure.recorded",
        "2020-12-06T09:00",
        relationship=BOB_TO_ALICE,
        kind=kind,
        last_exposure=at("2020-12-05T20:00"),
        **more,
    )


def owed(pack: str | Pack, *facts: Fact, now: str = LATER) -> list[Task]:
    """Every task of a pack that the facts give rise to."""
    rulebook = load_pack(pack) if isinstance(pack, str) else pack
    return list(evaluate(rulebook, facts, now=at(now)))


def of(tasks: list[Task], clause: str) -> list[Task]:
    """The tasks of one clause, in order of their due time."""
    return sorted((task for task in tasks if task.clause == clause), key=lambda task: task.due_at)


def days(tasks: list[Task], clause: str) -> list[int]:
    """The numbers of the days on which a clause's steps are owed, counted from the last exposure."""
    return [_last_whole_day(task.due_at) for task in of(tasks, clause)]


def _last_whole_day(due: datetime) -> int:
    """A step due at 24:00 of a day belongs to that day."""
    local = due.astimezone(CHENGDU)
    return (local.date() - date(2020, 12, 6)).days

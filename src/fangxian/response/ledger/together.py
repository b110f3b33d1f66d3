"""Many commands, one evaluation: facts enter call by call, and the tasks they change are computed once at the end.

Whoever enters many things at one moment of the record (an exercise lives half an hour at a time) would else have the
same subjects evaluated by every command. Inside of the block tasks stand as they stood at its beginning; what stands at
its end is what the commands one by one would have left, for a task follows from all the facts of its subject.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.db import transaction

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock, project
from fangxian.response.ledger.project import Change, Subject
from fangxian.response.ledger.store import Stored

_waiting: ContextVar[set[Subject] | None] = ContextVar("tasks_together", default=None)


@contextmanager
def tasks_together() -> Iterator[None]:
    """Bring the tasks of everybody who is recorded about in the block up to date when it ends; all or nothing.

    The workspace's clock must not move inside. A block within a block waits for the outer one's end.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: set[Subject] = set()
    with transaction.atomic():
        token = _waiting.set(waiting)
        try:
            yield
        finally:
            _waiting.reset(token)
        with access.everywhere():
            project.bring_up_to_date(waiting, clock.now())


def bring_up_to_date(
    subjects: Set[Subject],
    now: datetime,
    belonging: Mapping[str, str] | None = None,
    unheard: Mapping[Subject, Sequence[Stored]] | None = None,
) -> Change:
    """As :func:`fangxian.response.ledger.project.bring_up_to_date`, or at the end of the block that is open."""
    waiting = _waiting.get()
    if waiting is None:
        return project.bring_up_to_date(subjects, now, belonging, unheard)
    waiting |= subjects
    return Change(0, 0, 0)

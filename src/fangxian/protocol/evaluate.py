"""The evaluator: the facts and a pack in, the tasks out.

Pure: the same facts in any order, with duplicates, late arrivals and corrections, give the same tasks.

1. Corrections are read first (:mod:`settle`).
2. Opening and ending facts make the occasions of each clause (:mod:`occasions`).
3. Each occasion owes steps, and discharging facts meet them (:mod:`steps`).
4. The tasks are what came of the steps, with the reasons (:mod:`why`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.fact import Fact
from fangxian.protocol.occasions import Occasion, occasions
from fangxian.protocol.pack import Pack
from fangxian.protocol.rulebook import Adoption, PackTimeline, Thread, rulebook
from fangxian.protocol.settle import Entry, settle
from fangxian.protocol.steps import Owed, owed
from fangxian.protocol.task import Owner, State, Task, Why, task_id
from fangxian.protocol.why import Voided, reasons

__all__ = ["Adoption", "PackTimeline", "evaluate"]


def evaluate(source: Pack | PackTimeline, facts: Iterable[Fact], *, now: datetime) -> tuple[Task, ...]:
    """Return every task that the facts give rise to under a pack.

    Parameters
    ----------
    source : Pack or PackTimeline
        The rulebook, or the ones an incident adopted one after another.
    facts : iterable of Fact
        Facts of one incident; of one subject or of many. A fact that corrects or voids another must be
        given together with it.
    now : datetime
        Bounds an unending schedule (its steps up to the first one due after `now`) and leaves out packs
        not yet in force. Nothing else depends on it; whether a task is overdue is asked of
        :func:`fangxian.protocol.status.status`.

    Returns
    -------
    tuple of Task
        By subject, opening time, clause, occasion and due time.

    Raises
    ------
    ProtocolError
        ``evaluate.now_naive``; ``fact.id_conflict``; ``fact.correction_cycle``.
    """
    if now.utcoffset() is None:
        raise ProtocolError(Problem("evaluate.now_naive", "now", {"value": str(now)}))
    book = rulebook(source)
    settled = settle(facts)
    entries: dict[str, list[Entry]] = defaultdict(list)
    for entry in settled.entries:
        if entry.fact.kind in book.kinds:
            entries[entry.fact.subject].append(entry)
    voided: dict[str, list[Voided]] = defaultdict(list)
    for fact, by in settled.voided:
        voided[fact.subject].append((fact, by))
    tasks = [
        task
        for subject in sorted(entries)
        for thread in book.opened_by({entry.fact.kind for entry in entries[subject]})
        for task in _thread_tasks(thread.until(now), subject, entries[subject], voided[subject], now)
    ]
    return tuple(sorted(tasks, key=lambda task: (task.subject, task.opened_at, task.clause, task.occasion)))


def _thread_tasks(
    thread: Thread, subject: str, entries: Sequence[Entry], voided: Sequence[Voided], now: datetime
) -> Iterator[Task]:
    own = [entry for entry in entries if entry.fact.kind in thread.kinds]
    used: set[str] = set()
    for number, occasion in enumerate(occasions(thread, own), start=1):
        board = owed(occasion, own, used, now)
        for row in board:
            yield _task(subject, number, occasion, row, reasons(occasion, row, own, used, voided))


def _task(subject: str, number: int, occasion: Occasion, row: Owed, why: tuple[Why, ...]) -> Task:
    clause, opening = row.plan.clause, occasion.openings[0]
    state: State = "open" if row.open else "discharged" if row.done else "lapsed"
    return Task(
        id=task_id(clause.id, subject, occasion.name, row.step.key),
        clause=clause.id,
        subject=subject,
        occasion=number,
        step=row.step.key,
        owner=Owner(clause.owner.level, clause.owner.role),
        basis=clause.timing.basis,
        opened_at=opening.at,
        opened_by=opening.fact.id,
        anchor_at=row.anchor.time,
        window_from=row.step.window_from,
        due_at=row.step.due_at,
        state=state,
        discharged_at=row.done.at if row.done else None,
        discharged_by=row.done.fact.id if row.done else None,
        late=row.late,
        lapsed_at=row.lapsed_at,
        lapsed_by=row.lapsed_by.fact.id if row.lapsed_by else None,
        reason=row.reason,
        pack=row.plan.pack,
        severity=clause.severity,
        why=why,
    )

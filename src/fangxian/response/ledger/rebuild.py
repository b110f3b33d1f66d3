"""Facts first, tasks after: the tasks of an incident, and how they stood at every moment, made anew from its facts.

Tasks are a projection of the facts. A record that is entered as a whole while nobody works by it, such as a
replay, is therefore entered without them (:func:`tasks_later`) and given them in one pass (:func:`rebuild`): the
facts are read once, and each moment of recording is evaluated for the subjects it touched, as `record` would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import LiteralString
from uuid import UUID

from django.db import connection, transaction

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.fact import Fact
from fangxian.protocol.rulebook import PackTimeline
from fangxian.protocol.task import Task
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock, lines, packs, project, store
from fangxian.response.ledger.store import Stored

Progress = Callable[[int, int], None]

_CHUNK = 2_000
_later: ContextVar[bool] = ContextVar("tasks_later", default=False)


def tasks_wait() -> bool:
    """Whether `record` leaves the tasks to a later :func:`rebuild`."""
    return _later.get()


@contextmanager
def tasks_later() -> Iterator[None]:
    """Record facts without their tasks while the block runs; whoever enters it owes a :func:`rebuild`."""
    token = _later.set(True)
    try:
        yield
    finally:
        _later.reset(token)


@transaction.atomic
def rebuild(incident: UUID, progress: Progress | None = None) -> int:
    """Make the tasks of an incident and their history anew; returns how many versions the history has.

    Parameters
    ----------
    progress : callable or None
        Hears of facts read, of all.

    Notes
    -----
    Nobody may have acted on the tasks yet: receipts and hand-overs are not looked at.
    """
    with access.everywhere():
        facts = store.of_incident(incident)
        timeline = packs.timeline(incident)
        if timeline is None:
            return 0
        history = _History(timeline)
        done = 0
        for moment, learned in groupby(facts, key=lambda one: one.fact.recorded_at):
            batch = list(learned)
            history.learn(moment, batch)
            done += len(batch)
            if progress is not None:
                progress(done, len(facts))
        history.pass_time(clock.now())
        _project(incident, sorted(history.facts))
        return _write(incident, history.versions)


@dataclass(slots=True)
class Version:
    """How a task stood from one moment of recording to the next."""

    task: Task
    area: str
    known_from: datetime
    known_to: datetime | None = None


@dataclass(slots=True)
class _History:
    """The versions of every task, found moment by moment."""

    timeline: PackTimeline
    facts: dict[str, list[Fact]] = field(default_factory=lambda: defaultdict(list))
    areas: dict[str, str] = field(default_factory=dict)
    present: dict[str, dict[str, Version]] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    next_turn: dict[str, datetime] = field(default_factory=dict)

    def learn(self, moment: datetime, batch: Iterable[Stored]) -> None:
        """Take in what was recorded at a moment, and evaluate whom it concerns."""
        touched = set()
        for one in batch:
            touched.add(one.fact.subject)
            self.facts[one.fact.subject].append(one.fact)
            self.areas[one.fact.subject] = one.area
        self._evaluate(touched | self._turning(moment), moment)

    def pass_time(self, moment: datetime) -> None:
        """Open the turns that time alone has brought by a moment."""
        self._evaluate(self._turning(moment), moment)

    def _turning(self, moment: datetime) -> set[str]:
        """Subjects of whom a further turn of a repeating clause is owed by now."""
        return {subject for subject, turn in self.next_turn.items() if turn <= moment}

    def _evaluate(self, subjects: set[str], moment: datetime) -> None:
        if not subjects:
            return
        known = {subject: self.facts[subject] for subject in sorted(subjects)}
        for subject, tasks in evaluate_many(self.timeline, known, now=moment, few=0).items():
            self._see(subject, tasks, moment)

    def _see(self, subject: str, tasks: Iterable[Task], moment: datetime) -> None:
        before = self.present.get(subject, {})
        now: dict[str, Version] = {}
        area = self.areas[subject]
        turns = []
        for task in tasks:
            held = before.pop(task.id, None)
            if held is None or held.task != task or held.area != area:
                if held is not None:
                    held.known_to = moment
                held = Version(task, area, moment)
                self.versions.append(held)
            now[task.id] = held
            if task.step.startswith("turn:"):
                turns.append(task.due_at)
        for withdrawn in before.values():
            withdrawn.known_to = moment
        self.present[subject] = now
        # The next turn comes when the last one is due; where it did not, the occasion has ended.
        self.next_turn.pop(subject, None)
        if turns and max(turns) > moment:
            self.next_turn[subject] = max(turns)


def _project(incident: UUID, subjects: list[str]) -> None:
    """Write the tasks as they stand now."""
    now = clock.now()
    for start in range(0, len(subjects), _CHUNK):
        part = subjects[start : start + _CHUNK]
        store.lock_subjects(part)
        project.bring_up_to_date({(incident, subject) for subject in part}, now)


def _write(incident: UUID, versions: list[Version]) -> int:
    """Put the history in place of the one that stands."""
    tasks = list(lines.of_tasks(incident, (one.task for one in versions)))
    rows = project.with_offices(tasks, (one.area for one in versions))
    columns: LiteralString = f"task, {project.KEPT}, known_from, known_to"
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_task_history WHERE incident_id = %s", [incident])
        # By way of a table of the session's own: PostgreSQL copies into none under row-level security.
        cursor.execute(
            f"CREATE TEMP TABLE incoming_history ({project.TYPES}, known_from timestamptz, known_to timestamptz) "
            "ON COMMIT DROP"
        )
        with cursor.copy(f"COPY incoming_history ({project.COLUMNS}, known_from, known_to) FROM STDIN") as copy:
            for row, one in zip(rows, versions, strict=True):
                copy.write(f"{row}\t{lines.stamp(one.known_from)}\t{lines.stamp(one.known_to)}\n")
        cursor.execute(
            f"INSERT INTO ledger_task_history ({columns}) "
            f"SELECT id, {project.KEPT}, known_from, known_to FROM incoming_history WHERE known_to IS NOT NULL"
        )
        cursor.execute(
            "UPDATE ledger_task AS task SET known_from = version.known_from FROM incoming_history AS version "
            "WHERE version.id = task.id AND version.known_to IS NULL"
        )
        cursor.execute("DROP TABLE incoming_history")
    return len(versions)

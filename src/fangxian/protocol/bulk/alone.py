"""Subjects of whom one thing is known: of many the same, as of people who come in together. Evaluated once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack
from fangxian.protocol.rulebook import PackTimeline, rulebook
from fangxian.protocol.task import Task, task_id

if TYPE_CHECKING:
    from fangxian.protocol.bulk import Alike

FIELDS: Final = attrgetter(*Task.__struct_fields__)


class Alone:
    """The tasks of single facts, under a rulebook at a time.

    Two facts that say the same in all that the rulebook reads, at the same time and of subjects of one kind, call for
    the same tasks: only ids and subjects differ. When a fact was recorded orders it among others, and here are none.
    """

    def __init__(self, source: Pack | PackTimeline, now: datetime) -> None:
        self.source = source
        self.now = now
        self.reads = rulebook(source).reads
        self.known: dict[Any, Sequence[Task]] = {}
        self.values: dict[int, tuple[Any, ...]] = {}

    def tasks(self, fact: Fact) -> Iterator[Alike]:
        """Yield what the only fact of a subject calls for; it must not be a correction."""
        for task in self._pattern(fact):
            values = self.values.get(id(task)) or self.values.setdefault(id(task), FIELDS(task))
            yield task_id(task.clause, fact.subject, fact.id, task.step), fact.subject, fact.id, values

    def _pattern(self, fact: Fact) -> Sequence[Task]:
        said = fact.attributes
        key: Any = fact.kind, fact.subject_kind, fact.at, *[said.get(name) for name in self.reads(fact.kind)]
        try:
            known = self.known.get(key)
        except TypeError:  # a list among the attributes
            key, known = fact.id, None
        if known is None:
            known = self.known[key] = evaluate(self.source, [fact], now=self.now)
        return known


def alone(task: Task) -> Alike:
    """A task that shares its values with none."""
    return task.id, task.subject, task.opened_by, FIELDS(task)

"""Evaluate very many subjects at once.

The reference evaluator (:mod:`fangxian.protocol.evaluate`) says what is right; this room says it faster. Facts
become columns of integers, the clauses become tables, and a compiled fold over both gives the tasks as columns.
Whatever the kernel cannot do (corrections, duplicates, packs that change in the middle of a subject's story) is
left to the reference, subject by subject. Tests hold the two to the same answer in every field.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from fangxian.protocol.bulk.alone import Alone, alone
from fangxian.protocol.collector import without_collector
from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack
from fangxian.protocol.rulebook import PackTimeline
from fangxian.protocol.task import Task, Why

if TYPE_CHECKING:
    from fangxian.protocol.bulk.columns import Columns

__all__ = ["Alike", "evaluate_alike", "evaluate_columns", "evaluate_many", "get_ready", "task_of"]

Alike = tuple[str, str, str, tuple[Any, ...]]
"""A task's id, its subject, the fact that opened it; and the values of its fields, in the order of those of
:class:`Task`. Tasks that are the same but for those three share one tuple of values, in which the three are
those of one of them, wherever they are named: of the opening fact the reasons may speak, too."""

FEW: Final = 2_000
"""Up to so many subjects the reference is done before the compiled kernel is even loaded."""

FEW_ONCE_LOADED: Final = 4
"""Up to so many subjects the reference is done before the kernel's tables are laid out."""


def get_ready() -> None:
    """Load the compiled kernel now: whoever evaluates often, of a few subjects each time, waits for it once."""
    import_module("fangxian.protocol.bulk.columns")


def evaluate_many(
    source: Pack | PackTimeline,
    facts_by_subject: Mapping[str, Sequence[Fact]],
    *,
    now: datetime,
    few: int | None = None,
) -> dict[str, tuple[Task, ...]]:
    """Return the tasks of each subject: what :func:`evaluate` returns for its facts.

    Parameters
    ----------
    source : Pack or PackTimeline
        The rulebook.
    facts_by_subject : mapping of str to sequence of Fact
        The facts of each subject, in any order.
    now : datetime
        As for :func:`fangxian.protocol.evaluate.evaluate`.
    few : int, optional
        Up to so many subjects, use the reference; by default the quicker of the two decides.

    Raises
    ------
    ProtocolError
        As :func:`evaluate` does.
    """
    if are_few(facts_by_subject) if few is None else len(facts_by_subject) <= few:
        return {subject: evaluate(source, facts, now=now) for subject, facts in facts_by_subject.items()}
    with without_collector():
        columns = evaluate_columns(source, facts_by_subject, now=now)
        found = dict(columns.rest)
        for table in columns.tables:
            found.update(table.tasks())
            for subject in table.moved():
                found[subject] = evaluate(source, facts_by_subject[subject], now=now)
        return {subject: found[subject] for subject in facts_by_subject}


def evaluate_alike(
    source: Pack | PackTimeline, facts_by_subject: Mapping[str, Sequence[Fact]], *, now: datetime
) -> Iterator[Alike]:
    """Yield every task without making it; what many tasks share, as of people who came in together, once.

    The same tasks as :func:`evaluate_many` returns, subjects in no particular order.
    """
    single, several = Alone(source, now), dict[str, Sequence[Fact]]()
    for subject, facts in facts_by_subject.items():
        if len(facts) == 1 and facts[0].corrects is None:
            yield from single.tasks(facts[0])
        else:
            several[subject] = facts
    if are_few(several):
        for facts in several.values():
            yield from map(alone, evaluate(source, facts, now=now))
        return
    with without_collector():
        columns = evaluate_columns(source, several, now=now)
        for table in columns.tables:
            moved = set(table.moved())
            yield from table.alike(moved)
            for subject in moved:
                yield from map(alone, evaluate(source, several[subject], now=now))
        for tasks in columns.rest.values():
            yield from map(alone, tasks)


def task_of(alike: Alike) -> Task:
    """Return the task that shares its values with others."""
    id_, subject, opened_by, values = alike
    model = Task(*values)

    def own(name: Any) -> Any:
        return opened_by if name == model.opened_by else name

    return replace(
        model,
        id=id_,
        subject=subject,
        opened_by=opened_by,
        lapsed_by=own(model.lapsed_by),
        why=tuple(Why(one.code, {name: own(value) for name, value in one.params.items()}) for one in model.why),
    )


def are_few(facts_by_subject: Mapping[str, Sequence[Fact]]) -> bool:
    """Whether the reference is done before the kernel is ready."""
    loaded = "fangxian.protocol.bulk.columns" in sys.modules
    return len(facts_by_subject) <= (FEW_ONCE_LOADED if loaded else FEW)


def evaluate_columns(
    source: Pack | PackTimeline, facts_by_subject: Mapping[str, Sequence[Fact]], *, now: datetime
) -> Columns:
    """Return the tasks of each subject as columns, without making an object of each.

    For statistics over millions of tasks, such as coverage and timeliness; see
    :class:`fangxian.protocol.bulk.columns.Columns`.
    """
    if now.utcoffset() is None:
        raise ProtocolError(Problem("evaluate.now_naive", "now", {"value": str(now)}))
    from fangxian.protocol.bulk.columns import columns  # numba is slow to load

    return columns(source, facts_by_subject, now)

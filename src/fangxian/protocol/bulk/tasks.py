"""The tasks of many subjects as columns, and as :class:`Task` objects for those who want them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.protocol.bulk.facts import FactTable, moment_of
from fangxian.protocol.bulk.kernel import BEFORE_OPENING, MOVED, PAST, UNNAMED
from fangxian.protocol.clause import Clock, Schedule
from fangxian.protocol.plan import Plan
from fangxian.protocol.steps import BEFORE_OPENING as WHY_BEFORE_OPENING
from fangxian.protocol.task import Owner, Task, Why, task_id

if TYPE_CHECKING:
    from fangxian.protocol.bulk import Alike

Objects = NDArray[np.object_]
Fields = tuple[Sequence[Any], ...]
"""A column of values for each field of a task; no column at all where there is no task."""
_STATES: Final = ("open", "discharged", "lapsed")
_CLAUSE, _STEP = map(Task.__struct_fields__.index, ("clause", "step"))


@dataclass(frozen=True)
class TaskTable:
    """Tasks of many subjects.

    Attributes
    ----------
    plans : list of Plan
        The clauses, by the numbers in ``rows["plan"]``.
    facts : FactTable
        The facts, by the numbers in the columns ``*_by``; and the subjects, by ``rows["subject"]``.
    rows : structured array
        One row a task, by subject, clause, occasion and step; see :data:`fangxian.protocol.bulk.layout.TASK`.
        Subjects marked in ``facts.skip`` were left to the reference evaluator and have none.
    """

    plans: list[Plan]
    facts: FactTable
    rows: NDArray[np.void]

    def moved(self) -> list[str]:
        """Return the subjects with a task whose anchor moved: its reasons are the reference's to tell."""
        numbers = np.unique(self.rows["subject"][(self.rows["why"] & MOVED) != 0])
        return [self.facts.subjects[number] for number in numbers.tolist()]

    def tasks(self) -> Iterator[tuple[str, tuple[Task, ...]]]:
        """Yield the tasks of each subject that the kernel evaluated, in the order of the evaluator.

        Tasks with a moved anchor lack the reasons why; see :meth:`moved`.
        """
        rows = self._in_order()
        fields = _fields(self.plans, self.facts, rows)
        made = list(map(Task, *fields)) if fields else []
        bounds = np.searchsorted(rows["subject"], np.arange(len(self.facts.subjects) + 1)).tolist()
        for number, subject in enumerate(self.facts.subjects):
            if not self.facts.skip[number]:
                yield subject, tuple(made[bounds[number] : bounds[number + 1]])

    def alike(self, leave_out: Collection[str] = ()) -> Iterator[Alike]:
        """Yield the tasks with what they share, in the order in which the kernel found them.

        Parameters
        ----------
        leave_out : collection of str
            Subjects to pass over, such as those of :meth:`moved`.
        """
        rows, facts = self.rows, self.facts
        if leave_out:
            left = [number for number, subject in enumerate(facts.subjects) if subject in leave_out]
            rows = rows[~np.isin(rows["subject"], left)]
        first, pattern = _patterns(rows, facts)
        shared = list(zip(*_fields(self.plans, facts, rows[first]), strict=True))
        own = zip(rows["subject"].tolist(), rows["opened_by"].tolist(), rows["named_by"].tolist(), pattern, strict=True)
        for subject_number, opened_by, named_by, number in own:
            values, subject = shared[number], facts.subjects[subject_number]
            name = task_id(values[_CLAUSE], subject, facts.facts[named_by].id, values[_STEP])
            yield name, subject, facts.facts[opened_by].id, values

    def _in_order(self) -> NDArray[np.void]:
        """Sort by subject, opening time, clause and occasion; steps stay as they are."""
        ranks = {name: rank for rank, name in enumerate(sorted(plan.clause.id for plan in self.plans))}
        rank = np.array([ranks[plan.clause.id] for plan in self.plans] or [0])
        rows = self.rows
        opened = self.facts.at[rows["opened_by"]]
        return rows[np.lexsort((rows["occasion"], rank[rows["plan"]], opened, rows["subject"]))]


def _patterns(rows: NDArray[np.void], facts: FactTable) -> tuple[list[int], list[int]]:
    """Find which rows are the same but for subject, name and opening fact.

    Returns
    -------
    list of int
        The first row of each pattern.
    list of int
        Of each row the number of its pattern.
    """
    same = rows.copy()
    same["subject"] = same["named_by"] = 0
    reasons = rows["why"] != 0  # which name the facts
    same["anchored_by"] = np.where(reasons, rows["anchored_by"], 0)
    same["opened_by"] = np.where(reasons, rows["opened_by"], 0)
    raw, opened = same.tobytes(), facts.at[rows["opened_by"]].tolist()
    size = same.dtype.itemsize
    known: dict[tuple[bytes, int], int] = {}
    first: list[int] = []
    pattern: list[int] = []
    for number, at in enumerate(opened):
        key = raw[number * size : (number + 1) * size], at
        found = known.setdefault(key, len(first))
        if found == len(first):
            first.append(number)
        pattern.append(found)
    return first, pattern


def _fields(plans: list[Plan], facts: FactTable, rows: NDArray[np.void]) -> Fields:
    """Make the values column by column: what is equal in many of them is made once."""
    if not len(rows):
        return ()
    subjects = _objects(facts.subjects)[rows["subject"]].tolist()
    ids, times, kinds = (_objects([*column, None]) for column in zip(*map(_identity, facts.facts), strict=True))
    clauses = _of_plans(plans, lambda plan: plan.clause.id)[rows["plan"]].tolist()
    names = ids[rows["named_by"]].tolist()
    keys = _keys(plans, rows)
    return (
        [task_id(*name) for name in zip(clauses, subjects, names, keys, strict=True)],
        clauses,
        subjects,
        rows["occasion"].tolist(),
        keys,
        _of_plans(plans, lambda plan: Owner(plan.clause.owner.level, plan.clause.owner.role))[rows["plan"]].tolist(),
        _of_plans(plans, lambda plan: plan.clause.timing.basis)[rows["plan"]].tolist(),
        times[rows["opened_by"]].tolist(),
        ids[rows["opened_by"]].tolist(),
        _moments(rows["anchor_at"]),
        _moments(rows["window_from"]),
        _moments(rows["due_at"]),
        _objects(_STATES)[rows["state"]].tolist(),
        times[rows["discharged_by"]].tolist(),
        ids[rows["discharged_by"]].tolist(),
        rows["late"].astype(np.bool_).tolist(),
        times[rows["lapsed_by"]].tolist(),
        ids[rows["lapsed_by"]].tolist(),
        np.where(rows["reason"] == BEFORE_OPENING, WHY_BEFORE_OPENING, kinds[rows["lapsed_by"]]).tolist(),
        _of_plans(plans, lambda plan: plan.pack)[rows["plan"]].tolist(),
        _of_plans(plans, lambda plan: plan.clause.severity)[rows["plan"]].tolist(),
        _whys(plans, facts, rows),
    )


def _identity(fact: Any) -> tuple[Any, Any, Any]:
    return fact.id, fact.at, fact.kind


def _objects(values: Sequence[Any]) -> Objects:
    """Return values as an array that can be picked from by number; -1 picks the last."""
    column = np.empty(len(values), dtype=np.object_)
    column[:] = values
    return column


def _of_plans(plans: list[Plan], read: Callable[[Plan], Any]) -> Objects:
    return _objects([read(plan) for plan in plans])


def _moments(column: NDArray[np.int64]) -> list[Any]:
    distinct, place = np.unique(column, return_inverse=True)
    found: list[Any] = _objects([moment_of(time) for time in distinct.tolist()])[place].tolist()
    return found


def _keys(plans: list[Plan], rows: NDArray[np.void]) -> list[str]:
    """Return the key of each step: ``once``, ``day:4``, ``turn:3``, with ``#2`` for a repeat."""
    codes = (rows["plan"].astype(np.int64) << 48) | (rows["step"].astype(np.int64) << 16) | rows["turn"]
    distinct, place = np.unique(codes, return_inverse=True)
    words = [_key(plans[code >> 48], (code >> 16) & 0xFFFFFFFF, code & 0xFFFF) for code in distinct.tolist()]
    found: list[str] = _objects(words)[place].tolist()
    return found


def _key(plan: Plan, step: int, turn: int) -> str:
    match plan.clause.timing:
        case Clock():
            name = "once"
        case Schedule():
            name = f"day:{step}"
        case _:
            name = f"turn:{step}"
    return f"{name}#{turn}" if turn else name


def _whys(plans: list[Plan], facts: FactTable, rows: NDArray[np.void]) -> list[tuple[Why, ...]]:
    """Return the reasons that need no history."""
    found: list[tuple[Why, ...]] = [()] * len(rows)
    for number in np.flatnonzero(rows["why"]).tolist():
        row = rows[number]
        reasons = []
        if row["why"] & UNNAMED:
            anchoring = facts.facts[row["anchored_by"]].id
            reasons.append(Why("anchor_missing", {"fact": anchoring, "name": plans[row["plan"]].clause.anchor}))
        if row["why"] & PAST:
            reasons.append(Why(WHY_BEFORE_OPENING, {"fact": facts.facts[row["opened_by"]].id}))
        found[number] = tuple(reasons)
    return found

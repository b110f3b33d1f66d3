"""What was owed by when and what became of it, a lane a clause: the data of the picture of tasks over time. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import NamedTuple

from fangxian.drill.evaluation.days import day_of, days_between
from fangxian.drill.evaluation.material import Material, Step

OUTCOMES = ("met", "late", "missed", "open")
"""What becomes of a step that was not given up in time, in the order of a cell's counts."""


class Cell(NamedTuple):
    """The steps of a clause that were due on one day."""

    day: int
    met: int
    late: int
    missed: int
    open: int


class Lane(NamedTuple):
    """One clause over time.

    Attributes
    ----------
    since, until : float
        Days from the start of day 0: when its first step was opened, and when the last was done, given up or is due.
    cells : tuple of Cell
        Days on which something was due, in order.
    """

    clause: str
    since: float
    until: float
    cells: tuple[Cell, ...]


def lanes(material: Material) -> tuple[Lane, ...]:
    """A lane for every clause that owed something, in the order in which they began."""
    by: dict[str, list[Step]] = defaultdict(list)
    for step in material.steps:
        if step.outcome(material.now) != "lapsed":
            by[step.clause].append(step)
    made = [_lane(material, clause, steps) for clause, steps in by.items()]
    return tuple(sorted(made, key=lambda lane: (lane.since, lane.clause)))


def _lane(material: Material, clause: str, steps: list[Step]) -> Lane:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for step in steps:
        counts[day_of(material, step.due_at)][step.outcome(material.now)] += 1
    ends = [step.discharged_at or step.lapsed_at or step.due_at for step in steps]
    return Lane(
        clause,
        round(days_between(material.starts_at, min(step.opened_at for step in steps)), 3),
        round(days_between(material.starts_at, max(ends)), 3),
        tuple(Cell(day, *(counts[day][name] for name in OUTCOMES)) for day in sorted(counts)),
    )

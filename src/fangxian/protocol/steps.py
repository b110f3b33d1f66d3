"""Steps of an occasion, and which fact discharged which.

The windows follow from the anchor that holds in the end, so that it does not matter in which order the record
learned things: a step that was done stays done if the fact still lies in its window, else it is owed again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from fangxian.protocol.occasions import PACK_CHANGED, Occasion, Phase
from fangxian.protocol.plan import Anchor, Plan, Step
from fangxian.protocol.settle import Entry

BEFORE_OPENING = "due_before_opening"


@dataclass(slots=True)
class Owed:
    """A step of an occasion, with what became of it."""

    step: Step
    plan: Plan
    anchor: Anchor
    done: Entry | None = None
    late: bool = False
    lapsed_at: datetime | None = None
    lapsed_by: Entry | None = None
    reason: str | None = None
    past: bool = False
    """It was due before its occasion opened."""
    put_off: tuple[Entry, datetime] | None = None
    """The fact by which it is due later, and when it was due before."""

    @property
    def open(self) -> bool:
        """Still owed."""
        return self.done is None and self.lapsed_at is None

    def lapse(self, at: datetime, by: Entry | None, reason: str | None) -> None:
        """It is owed no more."""
        self.lapsed_at, self.lapsed_by, self.reason = at, by, reason


def owed(occasion: Occasion, entries: Sequence[Entry], used: set[str], now: datetime) -> list[Owed]:
    """Return the steps of an occasion.

    Parameters
    ----------
    occasion : Occasion
        The occasion, ended or running.
    entries : sequence of Entry
        The subject's facts in order.
    used : set of str
        Ids of facts that already discharged a step of this clause; those used here are added.
    now : datetime
        Bounds an unending schedule of an occasion that still runs.
    """
    own = {entry.fact.id for entry in occasion.openings}
    board: list[Owed] = []
    for number, phase in enumerate(occasion.phases):
        start = occasion.phases[number - 1].until if number else None
        board = _board(board, phase, start, occasion, entries, now)
        facts = (
            entry
            for entry in entries
            if entry.fact.id not in own and _before(entry.at, phase.until) and _until(entry.at, occasion.ended_at)
        )
        _discharge(board, facts, used)
    for row in board:
        if row.open and row.past and row.plan.clause.past == "lapse":
            row.lapse(occasion.openings[0].at, occasion.openings[0], BEFORE_OPENING)
        elif row.open and occasion.ended_at is not None:
            row.lapse(occasion.ended_at, occasion.ended_by, occasion.reason)
    return board


def _before(at: datetime, bound: datetime | None) -> bool:
    return bound is None or at < bound


def _until(at: datetime, bound: datetime | None) -> bool:
    return bound is None or at <= bound


def _board(
    board: list[Owed],
    phase: Phase,
    start: datetime | None,
    occasion: Occasion,
    entries: Sequence[Entry],
    now: datetime,
) -> list[Owed]:
    """Return the steps owed from the beginning of a phase: what the pack before left, and its own."""
    plan = phase.plan
    anchor = plan.choose([entry.fact for entry in phase.live])
    bound = phase.until or occasion.ended_at
    opened = occasion.openings[0].at
    steps = plan.steps(anchor, bound or now, ended=bound is not None)
    fresh = [Owed(step, plan, anchor, past=step.passed(opened)) for step in steps]
    if plan.clause.put_off_by:
        _put_off(fresh, occasion, entries)
    if start is None:
        return fresh
    coming = {row.step.key: row for row in fresh if not row.step.passed(start)}
    kept = []
    for row in board:
        if row.open and row.step.key in coming:
            continue
        if row.open and not row.step.passed(start):
            row.lapse(start, None, PACK_CHANGED)
        kept.append(row)
    keys = {row.step.key for row in kept}
    return sorted([*kept, *(row for key, row in coming.items() if key not in keys)], key=lambda row: row.step.due_at)


def _put_off(rows: list[Owed], occasion: Occasion, entries: Sequence[Entry]) -> None:
    """Let the last step (each of its repeats) be due later, where a fact of the occasion puts it off."""
    opened, last = occasion.openings[0].at, rows[-1].step.due_at
    final = [row for row in rows if row.step.due_at == last]
    for entry in entries:
        until = final[0].plan.puts_off(entry.fact)
        if until is None or entry.at < opened or not _until(entry.at, occasion.ended_at):
            continue
        for row in final:
            if until > row.step.due_at:
                row.step, row.put_off = replace(row.step, due_at=until), (entry, last)
                row.past = row.step.passed(opened)


def _discharge(board: list[Owed], facts: Iterable[Entry], used: set[str]) -> None:
    """Let each fact, in order, meet the earliest open step whose window holds it, else one that is late."""
    for entry in facts:
        if entry.fact.id in used:
            continue
        rows = [row for row in board if row.open and row.plan.discharges(entry.fact) and _apart(row, board, entry.at)]
        row = next((row for row in rows if row.step.holds(entry.at)), None)
        if row is None:
            row = next((row for row in rows if row.step.passed(entry.at) and not _forgiven(row)), None)
            if row is None:
                continue
            row.late = True
        row.done = entry
        used.add(entry.fact.id)


def _forgiven(row: Owed) -> bool:
    return row.past and row.plan.clause.past == "lapse"


def _apart(row: Owed, board: list[Owed], at: datetime) -> bool:
    """Say whether the fact lies far enough from every other that counted."""
    least = row.plan.apart
    return least is None or all(abs(other.done.at - at) >= least for other in board if other.done is not None)

"""From facts to the tables of tasks: which pack governs whom, what the kernel can do, what the reference must."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fangxian.protocol.bulk.facts import FactTable, microseconds_of, moment_of, tabulate
from fangxian.protocol.bulk.kernel import fold
from fangxian.protocol.bulk.layout import TASK
from fangxian.protocol.bulk.plans import Profiles, fixed_offset
from fangxian.protocol.bulk.tasks import TaskTable
from fangxian.protocol.clause import Clock, Every, Schedule
from fangxian.protocol.evaluate import evaluate
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack
from fangxian.protocol.plan import Plan
from fangxian.protocol.rulebook import PackTimeline, Rulebook, rulebook
from fangxian.protocol.task import Task

ROWS: Final = 1 << 16
"""Rows the kernel fills at a time; a subject that needs more doubles it."""

_SHARE: Final = 5_000
"""Subjects that make it worth to start another thread."""

_OLDEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
_NEWEST: Final = datetime(2300, 1, 1, tzinfo=UTC)

Tables = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]
Facts = Mapping[str, Sequence[Fact]]


@dataclass(frozen=True)
class Columns:
    """The tasks of many subjects.

    Attributes
    ----------
    tables : list of TaskTable
        One for each pack that governs some of the subjects.
    rest : dict
        Tasks of the subjects left to the reference evaluator.
    """

    tables: list[TaskTable]
    rest: dict[str, tuple[Task, ...]]

    def __len__(self) -> int:
        return sum(len(table.rows) for table in self.tables) + sum(map(len, self.rest.values()))


def columns(source: Pack | PackTimeline, facts_by_subject: Facts, now: datetime) -> Columns:
    """See :func:`fangxian.protocol.bulk.evaluate_columns`."""
    book = rulebook(source)
    groups, left = _groups(book, facts_by_subject, now)
    tables = []
    for place, facts in groups:
        table = _table(_profiles(book, place), facts, now)
        tables.append(table)
        left.extend(table.facts.subjects[number] for number in np.flatnonzero(table.facts.skip).tolist())
    return Columns(tables, {subject: evaluate(source, facts_by_subject[subject], now=now) for subject in left})


def _groups(book: Rulebook, facts_by_subject: Facts, now: datetime) -> tuple[list[tuple[int, Facts]], list[str]]:
    """Part the subjects by the pack (its place in the timeline) that governs all of their story.

    The subjects whose story more than one pack governs are left over.
    """
    if not book.threads:
        return [], list(facts_by_subject)
    spans = book.threads[0].until(now).spans
    if len(spans) == 1:
        return [(0, facts_by_subject)], []
    starts = [span.start for span in spans]
    last_over = max((number for number, span in enumerate(spans) if span.takes_over), default=0)
    opening = frozenset[str]().union(*(thread.opening_kinds for thread in book.threads))
    parts: list[dict[str, Sequence[Fact]]] = [{} for _ in spans]
    left = []
    for subject, facts in facts_by_subject.items():
        times = [fact.at for fact in facts if fact.kind in opening]
        first = _span(starts, min(times)) if times else len(spans) - 1
        if first >= last_over and (not times or _span(starts, max(times)) == first):
            parts[first][subject] = facts
        else:
            left.append(subject)
    return [(place, part) for place, part in enumerate(parts) if part], left


def _profiles(book: Rulebook, place: int) -> Profiles:
    """Return what the plans of one pack make of facts; found once and kept with the rulebook."""
    known = book.prepared.get(place)
    if known is None:
        known = Profiles([plan for thread in book.threads if (plan := thread.spans[place].plan) is not None])
        book.prepared[place] = known
    assert isinstance(known, Profiles)
    return known


def _span(starts: list[datetime], at: datetime) -> int:
    return max((number for number, start in enumerate(starts) if start <= at), default=0)


def _table(profiles: Profiles, facts_by_subject: Facts, now: datetime) -> TaskTable:
    plans = profiles.plans
    facts = tabulate(profiles, facts_by_subject)
    offset = _offset(plans, facts, now)
    if offset is None:
        facts.skip[:] = True
        return TaskTable(plans, facts, np.empty(0, TASK))
    return TaskTable(plans, facts, run(profiles, facts, microseconds_of(now), offset))


def _offset(plans: list[Plan], facts: FactTable, now: datetime) -> int | None:
    """Return the zone's offset from UTC if it is the same wherever a step may fall."""
    if not plans or not len(facts):
        return 0
    reach = timedelta(days=2) + max(map(_reach, plans))
    times = (int(facts.at.min()), int(facts.at.max()), int(facts.anchors.min()), int(facts.anchors.max()))
    if not microseconds_of(_OLDEST) < min(times) <= max(times) < microseconds_of(_NEWEST):
        return None
    since, until = moment_of(min(times)), max(moment_of(max(times)), now)
    return fixed_offset(plans[0].zone, since - reach, until + reach)


def _reach(plan: Plan) -> timedelta:
    """How far from the anchor a plan's windows may lie, apart from the turns of an unending schedule."""
    timing = plan.clause.timing
    lead = plan.clause.window.lead or timedelta(0)
    match timing:
        case Clock():
            return lead + (timing.within or timedelta(0))
        case Schedule():
            return lead + timedelta(days=timing.days[-1] + 1)
        case Every():
            return lead + timing.period + (timing.first or timedelta(0))


def run(profiles: Profiles, facts: FactTable, now: int, offset: int) -> NDArray[np.void]:
    """Run the kernel over all subjects, on every processor.

    Parameters
    ----------
    profiles : Profiles
        Those the table was made with.
    facts : FactTable
        The facts; subjects that the kernel cannot hold are marked in its `skip`.
    now : int
        The present, in microseconds since 1970.
    offset : int
        What local time is ahead of UTC, in microseconds.
    """
    tables = (*profiles.tables(), profiles.table, profiles.days)
    total = len(facts.subjects)
    workers = max(1, min(os.cpu_count() or 1, total // _SHARE))
    if workers == 1:
        return _fold(facts, tables, now, offset, 0, total)
    bounds = [total * number // workers for number in range(workers + 1)]
    with ThreadPoolExecutor(workers) as pool:
        parts = pool.map(lambda pair: _fold(facts, tables, now, offset, *pair), pairwise(bounds))
        return np.concatenate(list(parts))


def _fold(facts: FactTable, tables: Tables, now: int, offset: int, first: int, stop: int) -> NDArray[np.void]:
    """Run the kernel over some subjects and gather what it writes."""
    offsets, rows, plans, days = tables
    parts: list[NDArray[np.void]] = []
    out = np.empty(ROWS, TASK)
    while first < stop:
        following, count = fold(
            facts.start, facts.skip, facts.profile, facts.at, facts.learnt, facts.key, facts.anchor_from,
            facts.anchors, facts.named, offsets, rows, plans, days, now, offset, first, stop, out,
        )  # fmt: skip
        if following == first:
            out = np.empty(2 * len(out), TASK)
        elif count:
            parts.append(out[:count].copy() if following < stop else out[:count])
        first = following
    return np.concatenate(parts) if parts else np.empty(0, TASK)

"""Clauses as tables of integers, for the kernel: what each plan does with each profile of fact.

A **profile** is what all plans together make of a fact of one kind with certain attributes: which plans it
opens, discharges or ends. Facts with the same profile differ only in their times and keys.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import Any, Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from fangxian.protocol.bulk.kernel import (
    ANCHOR_DAY,
    APART,
    DAILY,
    DAYS,
    DAYS_FROM,
    DISCHARGES,
    DUE,
    ENDS,
    EVERY,
    FIRST,
    FROM_ANCHOR,
    FROM_DAY,
    FROM_PREVIOUS,
    LAPSE,
    LEAD,
    ONCE,
    OPENS,
    PERIOD,
    RETIRES,
    RULE,
    SCHEDULE,
    TIMES,
    TIMING,
    WINDOW,
    WITHIN,
)
from fangxian.protocol.clause import Clock, Every, Schedule
from fangxian.protocol.fact import VOIDED, Fact
from fangxian.protocol.plan import Plan, retires

Integers = NDArray[np.int64]

MICROSECOND: Final = timedelta(microseconds=1)
_WINDOWS: Final = {"previous": FROM_PREVIOUS, "anchor": FROM_ANCHOR, "day": FROM_DAY}
_FILTERED_MOST: Final = 200_000


def micros(span: timedelta | None, missing: int = 0) -> int:
    """Return a span of time in microseconds."""
    return missing if span is None else span // MICROSECOND


class Profiles:
    """The profiles of a pack's plans, found as facts come in.

    Attributes
    ----------
    plans : list of Plan
        The plans, in the order of the pack.
    table, days : arrays
        The plans as integers; see :func:`plan_table`.
    anchor_names : dict
        By opening kind, the attributes that some plan counts from; the first is always ``at``.
    match_name : dict
        By kind, the attribute by which endings name openings.
    by_subject : set of str
        Kinds that open clauses about one kind of subject only.
    unfit : set of int
        Plans the kernel cannot run; a subject that opens one is left to the reference evaluator.
    """

    def __init__(self, plans: list[Plan]) -> None:
        self.plans = plans
        self.table, self.days = plan_table(plans)
        self.anchor_names = self._anchors()
        self.match_name: dict[str, str] = {}
        self.unfit = {number for number, plan in enumerate(plans) if not self._matchable(plan)}
        self.read = {
            kind: tuple(sorted(set[str]().union(*(plan.filters_by(kind) for plan in plans))))
            for kind in {kind for plan in plans for kind in plan.kinds} - {VOIDED}
        }
        self.by_subject = {kind for plan in plans if plan.clause.subject for kind in plan.opening_kinds}
        self._known: dict[Any, int] = {}
        self._rows: list[list[tuple[int, int, int]]] = []
        self._unfit: list[bool] = []
        self._lock = Lock()

    def of(self, fact: Fact) -> int:
        """Return the number of a fact's profile."""
        names = self.read[fact.kind]
        key: Any = (fact.kind, *map(fact.attributes.get, names)) if names else fact.kind
        if fact.kind in self.by_subject:
            key = (fact.subject_kind, key)
        try:
            found = self._known.get(key)
        except TypeError:  # a list among the attributes
            return self._add(fact)
        if found is None:
            found = self._add(fact)
            if len(self._known) < _FILTERED_MOST:
                self._known[key] = found
        return found

    def unfit_profiles(self) -> NDArray[np.bool_]:
        """Return which profiles open a plan that the kernel cannot run, or put off a step, which it does not do."""
        return np.array(self._unfit or [False], dtype=np.bool_)

    def tables(self) -> tuple[Integers, NDArray[np.int32]]:
        """Return the offsets of each profile's rows, and the rows: plan, what the fact does, anchor slot."""
        offsets = np.zeros(len(self._rows) + 1, dtype=np.int64)
        np.cumsum([len(rows) for rows in self._rows], out=offsets[1:])
        flat = [row for rows in self._rows for row in rows]
        return offsets, np.array(flat, dtype=np.int32).reshape(-1, 3)

    def _add(self, fact: Fact) -> int:
        rows = []
        unfit = False
        for number, plan in enumerate(self.plans):
            if fact.kind not in plan.kinds:
                continue
            ends = plan.ends(fact)
            does = OPENS * plan.opens(fact) + DISCHARGES * plan.discharges(fact)
            does += 0 if ends is None else RETIRES if ends else ENDS
            if does:
                rows.append((number, does, self._slot(plan, fact.kind)))
                unfit |= number in self.unfit
            unfit |= plan.puts_off(fact) is not None
        with self._lock:
            self._rows.append(rows)
            self._unfit.append(unfit)
            return len(self._rows) - 1

    def _slot(self, plan: Plan, kind: str) -> int:
        names = self.anchor_names.get(kind, ["at"])
        name = plan.clause.anchor
        return names.index(name) if name in names else 0

    def _anchors(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for plan in self.plans:
            for kind in plan.opening_kinds:
                known = names.setdefault(kind, ["at"])
                name = plan.clause.anchor
                if plan.states(kind) and name not in known:
                    known.append(name)
        return names

    def _matchable(self, plan: Plan) -> bool:
        """Note the match attribute of the plan's kinds; False if a kind would need two."""
        wanted = {attribute for end in plan.clause.ends if (attribute := retires(end))}
        if not wanted:
            return True
        if len(wanted) > 1:
            return False
        (name,) = wanted
        kinds = plan.opening_kinds | {end.kind for end in plan.clause.ends if retires(end)}
        if any(self.match_name.get(kind, name) != name for kind in kinds):
            return False
        self.match_name.update(dict.fromkeys(kinds, name))
        return True


def plan_table(plans: list[Plan]) -> tuple[Integers, Integers]:
    """Return the plan table, a row a plan, and the days of all schedules, to which its rows point."""
    table = np.zeros((max(1, len(plans)), 14), dtype=np.int64)
    days: list[int] = []
    for row, plan in zip(table, plans, strict=False):
        clause, timing = plan.clause, plan.clause.timing
        row[RULE] = clause.anchors_on == "last"
        row[TIMES] = timing.times
        row[APART] = micros(timing.apart, -1)
        row[WINDOW] = _WINDOWS[clause.window.start]
        row[LEAD] = micros(clause.window.lead)
        row[LAPSE] = clause.past == "lapse"
        if isinstance(timing, Clock):
            row[TIMING] = DUE if timing.within is None else ONCE
            row[WITHIN] = micros(timing.within)
        elif isinstance(timing, Schedule):
            row[TIMING], row[ANCHOR_DAY] = SCHEDULE, timing.anchor_day
            row[DAYS_FROM], row[DAYS] = len(days), len(timing.days)
            days.extend(timing.days)
        elif isinstance(timing, Every):
            row[TIMING], row[DAILY] = EVERY, timing.end_of_day
            row[PERIOD] = micros(timing.period)
            row[FIRST] = micros(timing.period if timing.first is None else timing.first)
    return table, np.array(days or [0], dtype=np.int64)


def fixed_offset(zone: ZoneInfo, since: datetime, until: datetime) -> int | None:
    """Return a zone's offset from UTC in microseconds, None if it changes between two times."""
    offsets = set()
    month = since.astimezone(UTC)
    while month <= until + timedelta(days=31):
        offsets.add(month.astimezone(zone).utcoffset())
        month += timedelta(days=14)
    only = offsets.pop() if len(offsets) == 1 else None
    return None if only is None else micros(only)

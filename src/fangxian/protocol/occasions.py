"""Occasions: when a clause began to run for a subject, which openings joined, and what ended it.

A fold over the facts that hold, in the order they happened. Facts of one instant are read so: a pack that
comes into force; then endings, for what ran before; then openings; then the endings that name one opening.
An ending at the instant of an opening therefore closes the occasion that ran, and the opening starts the
next; only where nothing ran does it close the opening itself. In doubt, something is owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby

from fangxian.protocol.plan import Anchor, Plan
from fangxian.protocol.rulebook import Span, Thread
from fangxian.protocol.settle import Entry
from fangxian.protocol.task import Why

PACK_CHANGED = "pack_changed"


@dataclass(slots=True)
class Phase:
    """An occasion under one plan: until when (None: to its end), and the openings that then still held."""

    plan: Plan
    until: datetime | None = None
    live: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Occasion:
    """One run of a clause for a subject."""

    openings: list[Entry]
    phases: list[Phase]
    ended_at: datetime | None = None
    ended_by: Entry | None = None
    reason: str | None = None
    why: list[Why] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    """Every anchor it has had, in order."""

    @property
    def plan(self) -> Plan:
        """The plan it is read under now."""
        return self.phases[-1].plan

    @property
    def live(self) -> list[Entry]:
        """Openings that still hold, in order."""
        return self.phases[-1].live

    @property
    def name(self) -> str:
        """The opening learnt first, by which its tasks are known; see :func:`fangxian.protocol.task.task_id`."""
        return min(self.openings, key=lambda entry: entry.learnt).root

    def join(self, entry: Entry) -> None:
        """Add an opening."""
        self.openings.append(entry)
        self.live.append(entry)
        self.anchored(fact=entry.fact.id)

    def anchored(self, **by: str) -> None:
        """Note the anchor, and what moved it if it moved."""
        anchor = self.plan.choose([entry.fact for entry in self.live])
        if self.anchors and self.anchors[-1].time == anchor.time:
            return
        if self.anchors:
            before, after = self.anchors[-1].time.isoformat(), anchor.time.isoformat()
            self.why.append(Why("anchor_moved", {**by, "from": before, "to": after}))
        self.anchors.append(anchor)

    def retire(self, named: list[Entry], by: Entry) -> None:
        """Take openings back; others remain."""
        gone = {id(entry) for entry in named}
        self.phases[-1].live = [entry for entry in self.live if id(entry) not in gone]
        for entry in named:
            self.why.append(Why("opening_retired", {"fact": by.fact.id, "opening": entry.fact.id}))
        self.anchored(fact=by.fact.id)

    def close(self, at: datetime, by: Entry | None, reason: str) -> None:
        """End it."""
        self.ended_at, self.ended_by, self.reason = at, by, reason


def occasions(thread: Thread, entries: Iterable[Entry]) -> list[Occasion]:
    """Return the occasions of one clause for one subject, in the order they began."""
    fold = _Fold(thread)
    for at, group in groupby(entries, key=lambda entry: entry.at):
        fold.read(at, list(group))
    fold.take_over(None)
    return fold.all


class _Fold:
    def __init__(self, thread: Thread) -> None:
        self.thread = thread
        self.all: list[Occasion] = []
        self.running: list[Occasion] = []
        self.coming = [span for span in thread.spans if span.takes_over]

    def read(self, at: datetime, group: Sequence[Entry]) -> None:
        """Read the facts of one instant."""
        self.take_over(at)
        opened = self._openings(at, group)
        ran = bool(self.running)
        if ran:
            self._end(at, group, ())
        for entry in opened:
            self._open(at, entry)
        if not ran:
            self._end(at, group, opened)
        self._retire(at, group)

    def take_over(self, at: datetime | None) -> None:
        """Hand the running occasions to packs that came into force up to `at` and apply to open ones."""
        while self.coming and (at is None or self.coming[0].start <= at):
            span = self.coming.pop(0)
            for occasion in self.running:
                _take_over(occasion, span)
            self._sweep()

    def _openings(self, at: datetime, group: Sequence[Entry]) -> list[Entry]:
        plans = [occasion.plan for occasion in self.running]
        in_force = self.thread.in_force(at).plan
        if in_force is not None:
            plans.append(in_force)
        return [entry for entry in group if any(plan.opens(entry.fact) for plan in plans)]

    def _open(self, at: datetime, entry: Entry) -> None:
        for occasion in self.running:
            if occasion.plan.opens(entry.fact):
                occasion.join(entry)
                return
        plan = self.thread.in_force(at).plan
        if plan is not None and plan.opens(entry.fact):
            occasion = Occasion([], [Phase(plan)])
            occasion.join(entry)
            self.running.append(occasion)
            self.all.append(occasion)

    def _end(self, at: datetime, group: Sequence[Entry], opened: Sequence[Entry]) -> None:
        """Close what an ending fact closes whole; a fact never ends what it opened itself."""
        own = {id(entry) for entry in opened}
        for occasion in self.running:
            for entry in group:
                if id(entry) not in own and occasion.plan.ends(entry.fact) == "":
                    occasion.close(at, entry, entry.fact.kind)
                    break
        self._sweep()

    def _retire(self, at: datetime, group: Sequence[Entry]) -> None:
        """Take back the openings that an ending fact names; the last one closes the occasion."""
        for occasion in self.running:
            for entry in group:
                named = [opening for opening in occasion.live if _names(occasion.plan, entry, opening)]
                if len(named) == len(occasion.live):
                    occasion.close(at, entry, entry.fact.kind)
                    break
                if named:
                    occasion.retire(named, entry)
        self._sweep()

    def _sweep(self) -> None:
        self.running = [occasion for occasion in self.running if occasion.ended_at is None]


def _names(plan: Plan, ending: Entry, opening: Entry) -> bool:
    """Say whether an ending fact takes back this very opening."""
    attribute = plan.ends(ending.fact)
    if not attribute or ending is opening:
        return False
    named = ending.fact.attributes.get(attribute)
    return named is not None and opening.fact.attributes.get(attribute) == named


def _take_over(occasion: Occasion, span: Span) -> None:
    last = occasion.phases[-1]
    if span.plan is not None and (live := [entry for entry in last.live if span.plan.opens(entry.fact)]):
        last.until = span.start
        occasion.phases.append(Phase(span.plan, live=live))
        occasion.why.append(Why(PACK_CHANGED, {"pack": span.pack, "at": span.start.isoformat()}))
        occasion.anchored(pack=span.pack)
    else:
        occasion.close(span.start, None, PACK_CHANGED)

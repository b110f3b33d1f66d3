"""Packs made ready to read facts, and which of them is in force when.

A :class:`Rulebook` follows each clause through the packs that an incident adopted one after another. An
occasion is read under the pack in force when it opened, unless a later adoption says that it applies to
open occasions too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from weakref import ref

from fangxian.protocol.errors import Problem, ProtocolError
from fangxian.protocol.pack import Pack
from fangxian.protocol.plan import Plan

BEGINNING = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Adoption:
    """A pack, from when it is in force, and whether it takes over the occasions that run then."""

    pack: Pack
    in_force_from: datetime
    applies_to_open: bool = False


@dataclass(frozen=True)
class PackTimeline:
    """The packs an incident adopted. The first one also covers what happened before it was adopted.

    Raises
    ------
    ProtocolError
        ``timeline.empty``; ``timeline.naive`` for a time without a zone; ``timeline.twice`` if two packs
        come into force at one time.
    """

    adoptions: tuple[Adoption, ...]

    def __init__(self, adoptions: Iterable[Adoption | tuple[Pack, datetime, bool]]) -> None:
        rows = [row if isinstance(row, Adoption) else Adoption(*row) for row in adoptions]
        if not rows:
            raise ProtocolError(Problem("timeline.empty"))
        for row in rows:
            if row.in_force_from.utcoffset() is None:
                raise ProtocolError(Problem("timeline.naive", "", {"pack": row.pack.id}))
        rows.sort(key=lambda row: row.in_force_from)
        for one, other in pairwise(rows):
            if one.in_force_from == other.in_force_from:
                raise ProtocolError(Problem("timeline.twice", "", {"one": one.pack.id, "other": other.pack.id}))
        object.__setattr__(self, "adoptions", tuple(rows))


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time under one pack: the clause's plan in it, or None where that pack has no such clause."""

    start: datetime
    plan: Plan | None
    pack: str
    takes_over: bool


@dataclass(frozen=True)
class Thread:
    """One clause through all packs, in the order of time."""

    clause: str
    spans: tuple[Span, ...]
    kinds: frozenset[str]
    opening_kinds: frozenset[str]

    def until(self, now: datetime) -> Thread:
        """Leave out packs that are not yet in force."""
        if len(self.spans) == 1 or self.spans[-1].start <= now:
            return self
        known = tuple(span for span in self.spans if span.start <= now) or self.spans[:1]
        return replace(self, spans=known)

    def in_force(self, at: datetime) -> Span:
        """Return the span that a time lies in."""
        found = self.spans[0]
        for span in self.spans[1:]:
            if span.start > at:
                break
            found = span
        return found


class Rulebook:
    """One pack, or a timeline of packs, compiled.

    Attributes
    ----------
    threads : tuple of Thread
        One a clause id, in the order of the packs.
    kinds : frozenset of str
        Kinds of fact that any clause reads.
    """

    def __init__(self, source: Pack | PackTimeline) -> None:
        adoptions = source.adoptions if isinstance(source, PackTimeline) else (Adoption(source, BEGINNING),)
        plans = [_compile(row.pack) for row in adoptions]
        names = dict.fromkeys(name for table in plans for name in table)
        self.prepared: dict[int, Any] = {}
        """What :mod:`fangxian.protocol.bulk` prepares of a pack, by the pack's place in the timeline."""
        self.threads = tuple(self._thread(name, adoptions, [table.get(name) for table in plans]) for name in names)
        self.kinds = frozenset[str]().union(*(thread.kinds for thread in self.threads))
        self._reads: dict[str, tuple[str, ...]] = {}
        self._opened_by: dict[str, list[Thread]] = {}
        for thread in self.threads:
            for kind in thread.opening_kinds:
                self._opened_by.setdefault(kind, []).append(thread)

    def opened_by(self, kinds: Iterable[str]) -> list[Thread]:
        """Return the clauses that facts of these kinds can open; the others owe nothing."""
        found = {thread.clause: thread for kind in kinds for thread in self._opened_by.get(kind, ())}
        return list(found.values())

    def reads(self, kind: str) -> tuple[str, ...]:
        """Return the attributes of such a fact on which tasks depend, but for those that name an opening."""
        found = self._reads.get(kind)
        if found is None:
            plans = [span.plan for thread in self.threads for span in thread.spans if kind in thread.kinds]
            names = set[str]().union(*(plan.reads(kind) for plan in plans if plan is not None))
            found = self._reads[kind] = tuple(sorted(names))
        return found

    @staticmethod
    def _thread(name: str, adoptions: tuple[Adoption, ...], plans: list[Plan | None]) -> Thread:
        spans = []
        for number, (row, plan) in enumerate(zip(adoptions, plans, strict=True)):
            start = BEGINNING if number == 0 else row.in_force_from.astimezone(UTC)
            spans.append(Span(start, plan, row.pack.id, number > 0 and row.applies_to_open))
        known = [plan for plan in plans if plan is not None]
        kinds = frozenset[str]().union(*(plan.kinds for plan in known))
        return Thread(name, tuple(spans), kinds, frozenset[str]().union(*(plan.opening_kinds for plan in known)))


_READY: dict[int, tuple[ref[Pack | PackTimeline], Rulebook]] = {}


def rulebook(source: Pack | PackTimeline) -> Rulebook:
    """Return a pack or timeline compiled; the same object is compiled once."""
    key = id(source)
    found = _READY.get(key)
    if found is not None and found[0]() is source:
        return found[1]
    compiled = Rulebook(source)
    _READY[key] = (ref(source, lambda _: _READY.pop(key, None)), compiled)
    return compiled


def _compile(pack: Pack) -> dict[str, Plan]:
    return {clause.id: Plan(clause, pack.id, pack.zone, order) for order, clause in enumerate(pack.clauses)}

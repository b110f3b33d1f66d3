"""The definition of a companion as one relational expression.

It reads a table of stays (person, place, start, end) and one of phones (case, person, start, end), times in whole
seconds of UTC, and gives the hits. Every step is a plain join, window or group, so that any engine Ibis speaks to can
run it. It leans on nothing an index knows: that the two agree, hit for hit, is tested.

On a cluster, lay the stays out by day and place before; the joins are on place, so the most crowded places should be
salted (see the manual).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import ibis

from fangxian.science.tracing.rule import DAY, Rule

STAY_COLUMNS: Final = ("person", "place", "start", "end")
_PLACE: Final = ("place",)
CASE_COLUMNS: Final = ("case_id", "person", "start", "end")


@dataclass(frozen=True, slots=True)
class Question:
    """A rule and the end of its window, in UTC seconds."""

    rule: Rule
    until: int

    @property
    def window(self) -> tuple[int, int]:
        """The search window, half-open."""
        return self.until - self.rule.window_days * DAY, self.until


def hits_of(stays: Any, phones: Any, question: Question) -> Any:
    """Return the hits as an expression: case_id, person, overlaps, seconds, first, last.

    Parameters
    ----------
    stays : ibis.Table
        Columns person, place, start, end; `row`, too, if the rule counts rows in front or behind. Stays of no length
        change nothing. What a rule wants to be the same (a room) is part of `place`.
    phones : ibis.Table
        Columns case_id, person, start, end: each phone with its infectious window.
    question : Question
        The rule and the window.
    """
    rule = question.rule
    at = (*_PLACE, "row") if rule.rows else _PLACE
    cut = _cut(stays, *question.window, at)
    watched = cut.semi_join(phones, "person").select("place").distinct()
    there = _joined(cut.semi_join(watched, "place"), ("person", *at))
    own = there.join(phones.rename(since="start", until="end"), "person")
    whole = _beside(own.select("case_id", *at, "start", "end"), rule)
    own = own.mutate(start=ibis.greatest(own.start, own.since), end=ibis.least(own.end, own.until))
    infectious = _beside(own.filter(own.start < own.end).select("case_id", *at, "start", "end"), rule)
    mine = _joined(infectious, ("case_id", *at))
    spells = _spells(mine, there, phones, at)
    pairs = spells.group_by("case_id", "person").aggregate(
        overlaps=spells.count(),
        seconds=(spells.end - spells.start).sum(),
        longest=(spells.end - spells.start).max(),
        first=spells.start.min(),
        last=spells.end.max(),
    )
    if rule.min_hours is not None:
        pairs = pairs.join(_stayed(spells, there, _joined(whole, ("case_id", *at)), at), ["case_id", "person"])
    kept = pairs.filter(_passes(pairs, rule))
    return kept.select("case_id", "person", "overlaps", "seconds", "first", "last")


def _cut(stays: Any, low: int, high: int, at: Sequence[str]) -> Any:
    cut = stays.select("person", *at, start=ibis.greatest(stays.start, low), end=ibis.least(stays.end, high))
    return cut.filter(cut.start < cut.end)


def _beside(own: Any, rule: Rule) -> Any:
    """The cases' stays in every row that counts like theirs."""
    if not rule.rows:
        return own
    laid = own.mutate(step=ibis.array(list(range(-rule.front, rule.back + 1))).unnest())
    return laid.mutate(row=laid.row + laid.step).drop("step")


def _joined(spells: Any, by: tuple[str, ...]) -> Any:
    """Join the overlapping and touching spells of each group: a new one begins after all before it have ended."""
    before = ibis.window(group_by=by, order_by=["start", "end"], rows=(None, -1))
    reached = spells.mutate(reached=spells.end.max().over(before))
    fresh = reached.mutate(fresh=(reached.reached.isnull() | (reached.start > reached.reached)).cast("int64"))
    upto = ibis.window(group_by=by, order_by=["start", "end"], rows=(None, 0))
    run = fresh.mutate(run=fresh.fresh.sum().over(upto))
    return run.group_by(*by, "run").aggregate(start=run.start.min(), end=run.end.max()).drop("run")


def _spells(mine: Any, there: Any, phones: Any, at: Sequence[str]) -> Any:
    """Every spell of a case and somebody else at one place."""
    others = there.rename(since="start", until="end")
    same = [mine[name] == others[name] for name in at]
    met = mine.join(others, [*same, mine.start < others.until, others.since < mine.end])
    met = met.select(
        "case_id",
        *at,
        "person",
        start=ibis.greatest(met.start, met.since),
        end=ibis.least(met.end, met.until),
    )
    return met.anti_join(phones.select("case_id", "person").distinct(), ["case_id", "person"])


def _stayed(spells: Any, there: Any, whole: Any, at: Sequence[str]) -> Any:
    """Longest cumulative stay of either of a pair at a place they shared; `whole` are the cases' own stays."""
    shared = spells.select("case_id", "person", *at).distinct()
    theirs = there.group_by("person", *at).aggregate(theirs=(there.end - there.start).sum())
    ours = whole.group_by("case_id", *at).aggregate(ours=(whole.end - whole.start).sum())
    both = shared.join(theirs, ["person", *at]).join(ours, ["case_id", *at])
    both = both.mutate(most=ibis.greatest(both.theirs, both.ours))
    return both.group_by("case_id", "person").aggregate(stayed=both.most.max())


def _passes(pairs: Any, rule: Rule) -> Any:
    enough = (pairs.longest if rule.continuous else pairs.seconds) >= rule.min_seconds
    if rule.min_hours is None:
        return enough
    long = pairs.stayed >= rule.hours_seconds
    return (enough & long) if rule.operator == "and" else (enough | long)

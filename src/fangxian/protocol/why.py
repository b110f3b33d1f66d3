"""Why a task stands as it does: short reasons for the page, as codes with values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fangxian.protocol.fact import Fact
from fangxian.protocol.occasions import Occasion
from fangxian.protocol.settle import Entry
from fangxian.protocol.steps import BEFORE_OPENING, Owed
from fangxian.protocol.task import Why

Voided = tuple[Fact, Fact]
"""A fact that was voided, and the fact that did it."""


def reasons(
    occasion: Occasion, row: Owed, entries: Sequence[Entry], used: set[str], voided: Sequence[Voided]
) -> tuple[Why, ...]:
    """Return the reasons for one step, those of its occasion first.

    ``anchor_moved``, ``opening_retired``, ``pack_changed``: what happened to the occasion. ``anchor_missing``:
    the opening fact does not state the time the clock counts from, so that its own time stands in.
    ``due_before_opening``: it was due before anybody knew that it was owed. ``put_off``: somebody signed that it is
    due later. ``corrected``, ``voided``: facts
    that were amended. ``owed_again``: a fact that was evidence until the anchor moved.
    """
    found = list(occasion.why)
    if not row.anchor.named:
        found.append(Why("anchor_missing", {"fact": row.anchor.opening.id, "name": row.plan.clause.anchor}))
    if row.past:
        found.append(Why(BEFORE_OPENING, {"fact": occasion.openings[0].fact.id}))
    if row.put_off is not None:
        entry, before = row.put_off
        due = row.step.due_at.isoformat()
        found.append(Why("put_off", {"fact": entry.fact.id, "from": before.isoformat(), "to": due}))
    found.extend(_corrected(occasion, row))
    if voided:
        found.extend(_voided(occasion, row, voided))
    if row.open and len(occasion.anchors) > 1:
        found.extend(_owed_again(occasion, row, entries, used))
    return tuple(found)


def _corrected(occasion: Occasion, row: Owed) -> Iterator[Why]:
    for entry in (*occasion.openings, row.done, row.lapsed_by):
        if entry is not None and entry.root != entry.fact.id:
            yield Why("corrected", {"fact": entry.fact.id, "replaces": entry.root})


def _voided(occasion: Occasion, row: Owed, voided: Sequence[Voided]) -> Iterator[Why]:
    plan = row.plan
    for fact, by in voided:
        evidence = plan.discharges(fact) and row.step.holds(fact.at)
        if evidence or plan.opens(fact) or plan.ends(fact) is not None or plan.puts_off(fact) is not None:
            yield Why("voided", {"fact": fact.id, "by": by.id})


def _owed_again(occasion: Occasion, row: Owed, entries: Sequence[Entry], used: set[str]) -> Iterator[Why]:
    """Facts without a step that lay in this step's window under an earlier anchor."""
    spare = [entry for entry in entries if entry.fact.id not in used and row.plan.discharges(entry.fact)]
    for anchor in occasion.anchors[:-1]:
        for step in row.plan.steps(anchor, row.step.due_at, ended=True):
            if step.key != row.step.key:
                continue
            for entry in spare:
                if step.holds(entry.at):
                    yield Why("owed_again", {"fact": entry.fact.id, "anchor": anchor.time.isoformat()})
                    return

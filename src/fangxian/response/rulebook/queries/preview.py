"""What a change of rulebook would change, for whom, before anybody signs it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from fangxian.protocol.bulk import evaluate_many
from fangxian.protocol.fact import Fact
from fangxian.protocol.pack import Pack
from fangxian.protocol.rulebook import Adoption, PackTimeline
from fangxian.protocol.task import Task
from fangxian.protocol.vocabulary import LATEST
from fangxian.response.ledger import packs, project, store

SHOWN = 200
"""How many subjects are listed by name; all are counted."""


@dataclass(frozen=True)
class Difference:
    """One step that would be owed otherwise.

    `change` is ``added`` (owed anew), ``removed`` (no longer owed), ``ended`` (lapses), ``moved`` (another due
    time) or ``reopened`` (owed again).
    """

    subject: str
    clause: str
    step: str
    change: str
    due_before: datetime | None
    due_after: datetime | None


@dataclass
class Preview:
    """The whole difference: counts by clause and change, and the first subjects in full."""

    subjects: int = 0
    changed_subjects: int = 0
    by_clause: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    shown: dict[str, list[Difference]] = field(default_factory=dict)


def preview(incident: UUID, adoption: Adoption, now: datetime) -> Preview:
    """Compare the tasks under the packs in force with those under one more adoption.

    Facts are read once and evaluated twice; nothing is written.
    """
    groups = project.group(store.of_incident(incident))
    facts = {subject: [one.fact for one in stored] for (_incident, subject), stored in groups.items()}
    present = packs.timeline(incident)
    proposed = with_adoption(present, adoption)
    before = _tasks(present, facts, now) if present else {}
    after = _tasks(proposed, facts, max(now, adoption.in_force_from))
    found = Preview(subjects=len(facts))
    for subject in sorted(facts):
        differences = compare(before.get(subject, ()), after.get(subject, ()))
        if not differences:
            continue
        found.changed_subjects += 1
        for one in differences:
            found.by_clause[one.clause][one.change] += 1
        if len(found.shown) < SHOWN:
            found.shown[subject] = differences
    return found


def under(pack: Pack, facts: list[Fact], now: datetime) -> tuple[Task, ...]:
    """Tasks of one subject as if another edition had been in force all along."""
    subject = facts[0].subject if facts else ""
    return evaluate_many(pack, {subject: facts}, now=now).get(subject, ())


def with_adoption(present: PackTimeline | None, adoption: Adoption) -> PackTimeline:
    """The timeline with one more adoption; one of the same moment is replaced."""
    held = [row for row in (present.adoptions if present else ()) if row.in_force_from != adoption.in_force_from]
    return PackTimeline([*held, adoption])


def _tasks(timeline: PackTimeline, facts: dict[str, list[Fact]], now: datetime) -> dict[str, tuple[Task, ...]]:
    return dict(evaluate_many(timeline, facts, now=now))


def compare(before: tuple[Task, ...], after: tuple[Task, ...]) -> list[Difference]:
    """What would be owed otherwise, step by step."""
    old, new = {task.id: task for task in before}, {task.id: task for task in after}
    differences = []
    for id_ in old.keys() | new.keys():
        was, will = old.get(id_), new.get(id_)
        change = _change(was, will)
        if change:
            known = will or was
            assert known is not None
            differences.append(
                Difference(
                    known.subject, known.clause, known.step, change,
                    was.due_at if was else None, will.due_at if will else None,
                )
            )  # fmt: skip
    return sorted(differences, key=lambda one: (one.due_after or one.due_before or LATEST, one.clause, one.step))


def _change(was: Task | None, will: Task | None) -> str:
    if was is None:
        return "added" if will is not None and will.state != "lapsed" else ""
    if will is None:
        return "removed" if was.state == "open" else ""
    if was.state == "open" and will.state == "lapsed":
        return "ended"
    if was.state != "open" and will.state == "open":
        return "reopened"
    return "moved" if was.state == will.state == "open" and was.due_at != will.due_at else ""

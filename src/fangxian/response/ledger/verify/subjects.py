"""The facts of each subject: their digests, and the tasks that they call for, compared with those that stand.

Tasks are compared as lines of text (:mod:`fangxian.response.ledger.lines`), made here by the evaluator and there by
PostgreSQL; only lines that differ are looked into.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, LiteralString

from django.db import connections
from msgspec.json import decode

from fangxian.protocol.fact import Fact
from fangxian.response.ledger import lines, merges, project
from fangxian.response.ledger.entry import digest
from fangxian.response.ledger.store import Stored
from fangxian.response.ledger.verify import rows

_FACTS: LiteralString = (
    "SELECT id::text, kind, subject, at, recorded_at, attributes::text, corrects::text, incident_id, area, seq, digest "
    "FROM ledger_fact WHERE abs(hashtext(subject)::bigint) %% %s = %s ORDER BY subject, seq"
)
_OF_SUBJECTS: LiteralString = (
    "SELECT id::text, kind, subject, at, recorded_at, attributes::text, corrects::text, incident_id, area, seq "
    "FROM ledger_fact WHERE subject = ANY(%s) ORDER BY subject, seq"
)


HELD: Final[LiteralString] = f"SELECT {lines.row_as_line(lines.FIELDS)} FROM ledger_task WHERE subject = ANY(%s)"
"""The tasks of some subjects as the table has them, as lines."""


@dataclass(slots=True)
class Share:
    """What was found in one share of the subjects."""

    facts: int = 0
    tasks: int = 0
    altered: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)


def check(now: datetime, share: int = 0, shares: int = 1) -> Iterable[Share]:
    """Verify one share of the subjects, and yield what each batch of facts brought.

    Parameters
    ----------
    now : datetime
        As of when clauses that repeat without end are compared.
    share, shares : int
        Which of how many shares; subjects are dealt out by a hash of their names.
    """
    batch: list[Stored] = []
    found = Share()
    names = merges.roots(using="owner")
    apart = set(names) | set(names.values())
    for row in rows.read(_FACTS, [shares, share]):
        stored = _stored(row)
        if len(batch) >= rows.BATCH and stored.fact.subject != batch[-1].fact.subject:
            _compare(found, batch, now)
            yield found
            batch, found = [], Share()
        if digest(stored.fact, stored.incident, stored.area) != bytes(row[10]):
            found.altered.append(f"{stored.seq} {stored.fact.id} {stored.fact.kind}")
        found.facts += 1
        if stored.fact.subject not in apart and stored.fact.kind != merges.MERGED:
            batch.append(stored)
    _compare(found, batch, now)
    if apart and share == 0:
        _compare_merged(found, names, sorted(apart), now)
    yield found


def _compare_merged(found: Share, names: dict[str, str], apart: list[str], now: datetime) -> None:
    """Merged subjects and those they belong to, whose facts may lie in several shares."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(_OF_SUBJECTS, [apart])
        stored = [_stored(row) for row in cursor.fetchall()]
    _compare(found, merges.read_as(stored, names), now, apart)


def _stored(row: tuple[Any, ...]) -> Stored:
    return Stored(Fact(row[0], row[1], row[2], row[3], row[4], decode(row[5]), row[6]), row[7], row[8], row[9])


def _compare(found: Share, facts: list[Stored], now: datetime, others: Iterable[str] = ()) -> None:
    """Evaluate some subjects, with all their facts, and hold the lines against those of the table."""
    groups = project.group(facts)
    wanted = {line.text for line in project.owed_lines(groups, now)}
    held = _held(sorted({subject for _incident, subject in groups} | set(others)))
    found.tasks += len(wanted | held)
    if wanted == held:
        return
    called_for, standing = _by_id(wanted - held), _by_id(held - wanted)
    found.tasks -= len(called_for.keys() & standing.keys())
    for task in sorted(called_for.keys() | standing.keys()):
        difference = _difference(called_for.get(task), standing.get(task))
        if difference is not None:
            found.different.append(difference)


def _held(subjects: list[str]) -> set[str]:
    """The tasks of these subjects as the table has them, as lines."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(HELD, [subjects])
        return {line for (line,) in cursor.fetchall()}


def _by_id(texts: Iterable[str]) -> dict[str, dict[str, str]]:
    names = lines.FIELDS.split(", ")
    return {text[: lines.ID]: dict(zip(names, text.split("\t"), strict=True)) for text in texts}


def _difference(wanted: dict[str, str] | None, held: dict[str, str] | None) -> str | None:
    """What a task is called for otherwise than it stands, in words; None if it is only written otherwise."""
    shown = wanted or held or {}
    label = f"{shown['clause']} {shown['subject']} {shown['step']}"
    if held is None:
        return f"{label}: –"
    if wanted is None:
        return f"{label}: {held['id']}"
    for name, value in wanted.items():
        if value != held[name] and not (name == "why" and json.loads(value) == json.loads(held[name])):
            return f"{label}: {name} {held[name]} ≠ {value}"
    return None

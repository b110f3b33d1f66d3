"""`record`: the one door through which facts enter, and with them the tasks they open, discharge and move."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from fangxian.protocol.vocabulary import refuse
from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock, context, handled, merges, rebuild, store, together
from fangxian.response.ledger.entry import Entry, digest, encode
from fangxian.response.ledger.project import Subject
from fangxian.response.ledger.store import NewFact, Stored

CHANNEL = "fangxian"
"""Notifications of new facts, for pages that are open."""

SKEW = timedelta(minutes=5)
"""How far a device's clock may run ahead of the workspace's before a time is refused as lying in the future."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What came of a batch of entries.

    Attributes
    ----------
    new : int
        Facts that were not there before; the others had been recorded already, word for word.
    opened, changed, withdrawn : int
        Tasks that were written, rewritten, or are no longer owed because a fact was voided. None inside of
        :func:`~fangxian.response.ledger.together.tasks_together`, which writes them at its end.
    """

    new: int
    opened: int
    changed: int
    withdrawn: int


def record(entries: Sequence[Entry]) -> Recorded:
    """Record facts and bring the tasks of their subjects up to date, all or nothing.

    Parameters
    ----------
    entries : sequence of Entry
        May name many subjects and incidents. Order does not matter; an id that is there already and says
        the same is skipped.

    Returns
    -------
    Recorded

    Raises
    ------
    ProtocolError
        An entry breaks the vocabulary: an unknown kind, a missing attribute, an impossible time.
    Conflict
        An id is taken by a fact that says something else.
    """
    if not entries:
        return Recorded(0, 0, 0, 0)
    now = clock.now()
    facts = [_prepare(entry, now) for entry in entries]
    subjects = {new.fact.subject for new in facts}
    with transaction.atomic(), access.everywhere():
        store.lock_subjects(subjects | handled.subjects_behind(subjects))
        names = merges.members(subjects)
        if others := set(names.values()) - subjects:
            store.lock_subjects(others)
            names = merges.members(subjects)
        unheard = _unheard(subjects, names) if len(facts) > store.FEW else set()
        fresh = store.insert(facts)
        added = [new for new in facts if new.fact.id in fresh]
        disturbed = merges.disturbed(new.fact for new in added)
        if disturbed:
            names = merges.members(subjects | disturbed)
        touched = {(new.incident, names[new.fact.subject]) for new in added} | merges.pairs(disturbed)
        waits = rebuild.tasks_wait()
        changing = {(incident, name) for incident, name in touched if incident is not None and not waits}
        told = {} if disturbed else _told(added, unheard)
        change = together.bring_up_to_date(changing, now, names, told)
        if fresh:
            _notify(len(fresh), touched)
    return Recorded(len(fresh), change.opened, change.changed, change.withdrawn)


def _prepare(entry: Entry, now: datetime) -> NewFact:
    fact = entry.fact(now)
    refuse(fact, skew=SKEW)
    return NewFact(
        fact=fact,
        incident=entry.incident,
        area=entry.area,
        actor=context.actor(),
        digest=digest(fact, entry.incident, entry.area),
        attributes=encode(fact.attributes),
    )


def _unheard(subjects: set[str], names: Mapping[str, str]) -> set[str]:
    """Those of whom nothing is recorded yet, under no name: most of whom a file brings in."""
    merged = {subject for pair in names.items() if pair[0] != pair[1] for subject in pair}
    return subjects - store.heard_of(subjects) - merged


def _told(added: Sequence[NewFact], unheard: set[str]) -> dict[Subject, list[Stored]]:
    """All that is recorded of those who were unheard of, as reading it back would give it."""
    told: dict[Subject, list[Stored]] = defaultdict(list)
    for order, new in enumerate(added):
        if new.incident is not None and new.fact.subject in unheard:
            told[new.incident, new.fact.subject].append(Stored(new.fact, new.incident, new.area, order))
    return told


def _notify(count: int, touched: set[tuple[UUID | None, str]]) -> None:
    incidents = sorted({str(incident) for incident, _subject in touched if incident is not None})
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, json.dumps({"facts": count, "incidents": incidents[:8]})])

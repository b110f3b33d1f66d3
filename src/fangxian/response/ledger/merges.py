"""Subjects that were found to be one: the facts of a merged subject are read as those of the one it was merged into.

A fact is never moved or copied. ``person.merged {into}`` on the subject that is given up says that from its recording
on everything recorded of it, before or after, counts for the other; voiding that fact takes it back, and both subjects
are read as if nothing had been. So the tasks of a merged subject are withdrawn and called for under the other's name,
and an undone merge gives the same tasks, with the same ids, as before.

Every reader of facts by subject goes through here: :func:`members` before asking, :func:`read_as` on what came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, LiteralString
from uuid import UUID

import msgspec
from django.db import connections

from fangxian.protocol.fact import VOIDED, Fact
from fangxian.response.ledger.lines import array

if TYPE_CHECKING:
    from fangxian.response.ledger.store import Stored

MERGED: Final = "person.merged"
"""Kind of the fact that gives a subject up for another."""

_STANDING: LiteralString = (
    "SELECT said.subject, said.attributes ->> 'into' FROM ledger_fact AS said WHERE said.kind = 'person.merged' "
    "AND (%(until)s::timestamptz IS NULL OR said.recorded_at <= %(until)s) AND NOT EXISTS "
    "(SELECT FROM ledger_fact AS undone WHERE undone.subject = said.subject AND undone.corrects = said.id "
    "AND undone.kind = 'fact.voided' AND (%(until)s::timestamptz IS NULL OR undone.recorded_at <= %(until)s))"
)


def roots(until: datetime | None = None, using: str = "default") -> dict[str, str]:
    """Every merged subject with the one it is read as, by what had been recorded by `until`."""
    return _ends(_select(_STANDING, {"until": until}, using))


def members(subjects: Iterable[str]) -> dict[str, str]:
    """These subjects and all that were merged into them, each with the one it is read as.

    A subject that was itself merged is read as the surviving one, with all that belongs to that.
    """
    wanted = set(subjects)
    persons = [subject for subject in wanted if subject.startswith("person:")]
    into: dict[str, str] = {}
    step = persons
    while step:
        query: LiteralString = (
            _STANDING
            + " AND (said.subject = ANY(%(some)s::text[]) OR said.attributes ->> 'into' = ANY(%(some)s::text[]))"
        )
        found = _select(query, {"until": None, "some": array(step)})
        fresh = {one: other for one, other in found.items() if one not in into}
        into |= fresh
        step = list({*fresh, *fresh.values()} - set(step))
    ends = _ends(into)
    return {subject: subject for subject in wanted | set(ends.values())} | ends


def read_as(stored: Sequence[Stored], names: Mapping[str, str]) -> list[Stored]:
    """The facts, each under the name that its subject is read as; what says who was merged is about nobody else."""
    return [
        one
        if names.get(one.fact.subject, one.fact.subject) == one.fact.subject
        else replace(one, fact=msgspec.structs.replace(one.fact, subject=names[one.fact.subject]))
        for one in stored
        if one.fact.kind != MERGED
    ]


def disturbed(facts: Iterable[Fact]) -> set[str]:
    """Subjects whose belonging these facts change: those merged or given back, and those they belong to."""
    facts = list(facts)
    touched = {
        subject for fact in facts if fact.kind == MERGED for subject in (fact.subject, str(fact.attributes["into"]))
    }
    voided = [fact.corrects for fact in facts if fact.kind == VOIDED and fact.corrects is not None]
    if voided:
        query: LiteralString = (
            "SELECT subject, attributes ->> 'into' FROM ledger_fact "
            "WHERE id = ANY(%(ids)s::uuid[]) AND kind = 'person.merged'"
        )
        found = _select(query, {"ids": voided})
        touched |= {*found, *found.values()}
    return touched


def pairs(subjects: Iterable[str]) -> set[tuple[UUID, str]]:
    """Every incident in which anything is recorded of these subjects or of what belongs to them, with each of them."""
    wanted = set(subjects)
    if not wanted:
        return set()
    names = members(wanted)
    everyone = set(names) | set(names.values())
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT incident_id FROM ledger_fact WHERE subject = ANY(%s) AND incident_id IS NOT NULL",
            [list(everyone)],
        )
        incidents = [incident for (incident,) in cursor.fetchall()]
    return {(incident, subject) for incident in incidents for subject in everyone}


def _ends(into: Mapping[str, str]) -> dict[str, str]:
    """Where each subject ends up when every step is followed."""
    ends: dict[str, str] = {}
    for subject in into:
        seen, at = {subject}, into[subject]
        while at in into and at not in seen:
            seen.add(at)
            at = into[at]
        ends[subject] = at
    return ends


def _select(query: LiteralString, params: Mapping[str, Any], using: str = "default") -> dict[str, str]:
    with connections[using].cursor() as cursor:
        cursor.execute(query, params)
        return dict(cursor.fetchall())

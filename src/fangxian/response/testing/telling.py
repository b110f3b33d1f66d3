"""Telling the ledger what concerns it: swabs of people whom a clause binds, not of a whole city (ADR 0015)."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.db import transaction

from fangxian.response.jurisdiction import access
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import TaskRow
from fangxian.response.ledger.record import record
from fangxian.response.registry.queries import surviving
from fangxian.response.testing.facts import person_fact
from fangxian.response.testing.models import Retest, Round, Sighting

AT_ONCE: Final = 1000
"""Sightings told in one transaction."""


@transaction.atomic
def tell_ledger() -> int:
    """Record ``sample.taken`` for sampled people who owe something or are to be re-tested; gives how many were read.

    Whoever is in the register and owes nothing is left at their typed row.
    """
    with access.everywhere():
        rows = list(
            Sighting.objects.select_for_update(skip_locked=True).filter(told_at=None).order_by("round", "at")[:AT_ONCE]
        )
        if not rows:
            return 0
        entries = surviving({row.person for row in rows})
        bound = _bound(set(entries.values()))
        rounds = {one.serial: one for one in Round.objects.filter(serial__in={row.round for row in rows})}
        ordered = set(Retest.objects.filter(sample__in=[row.id for row in rows]).values_list("sample", flat=True))
        facts: list[Entry] = []
        for row in rows:
            of, person = rounds[row.round], entries[row.person]
            incidents = bound.get(person, set()) | ({of.incident_id} if row.id in ordered else set())
            facts += [_taken(of, row, person, incident, row.id in ordered) for incident in incidents]
        record(facts)
        Sighting.objects.filter(id__in=[row.id for row in rows]).update(told_at=clock.now())
    return len(rows)


def _bound(persons: set[UUID]) -> dict[UUID, set[UUID]]:
    """Incidents in which each of these people owes something now."""
    subjects = [f"person:{one}" for one in persons]
    found: dict[UUID, set[UUID]] = {}
    rows = TaskRow.objects.filter(subject__in=subjects, state="open", incident__isnull=False)
    for subject, incident in rows.values_list("subject", "incident").distinct():
        if incident is not None:
            found.setdefault(UUID(subject.partition(":")[2]), set()).add(incident)
    return found


def _taken(of: Round, row: Sighting, person: UUID, incident: UUID, retest: bool) -> Entry:
    said = {
        "sample": str(row.id),
        "assay": of.assay,
        "tube": f"tube:{row.tube}",
        "round": of.subject,
        "method": "single" if row.single else "pool",
        "reason": "retest" if retest else "round",
    }
    return person_fact(incident, person, row.area, "sample.taken", row.at, said, request=_request(row.id, incident))


def _request(id: UUID, incident: UUID) -> UUID:
    from fangxian.response.casework.ids import derived

    return derived(id, incident)

"""Take a whole import back: its facts are voided, its rows go, and what others have built on since stays, by row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.actions._undo_scope import CORRECTED, LATER, Scope
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.managed import Seen, refresh
from fangxian.response.casework.models import (
    Case,
    CaseStatus,
    Contact,
    FollowUp,
    ImportedRow,
    LineListImport,
    Relationship,
    Visit,
)
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import lock_numbering, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Person

_CHUNK = 5000


@dataclass(slots=True)
class Undone:
    """What came of taking an import back: every row that it entered is undone or kept.

    Attributes
    ----------
    undone : int
        Rows that are as if they had never come in.
    kept : list of dict
        Rows that stay: kind, number, row in the file, and the code of the reason.
    """

    undone: int = 0
    kept: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def undo_import(batch: LineListImport, *, by: Post | None = None) -> Undone:
    """Take an import back. Doing it again changes nothing.

    A person about whom something has been recorded since, by anybody or by a later import, keeps all that this
    import said of them; so does the source of a contact who stays. A value that the import changed in what was on
    record before stays as well. The same file may be imported again afterwards.

    Raises
    ------
    NotAllowed
        The post may not import lists in the import's area.
    """
    require_in(by, "case.import", batch.area)
    with access.everywhere():
        lock_numbering(batch.incident_id)
        held = LineListImport.objects.select_for_update().select_related("incident").get(id=batch.id)
        if held.undone_at is not None:
            return Undone(held.rows - held.rejected - len(held.kept), held.kept)
        scope = Scope(held)
        lock_persons(scope.subjects)
        result = _decide(held, scope)
        _void(held, scope)
        _remove(held, scope)
        held.undone_at, held.undone_by, held.kept = clock.now(), context.actor(), result.kept
        held.save(update_fields=["undone_at", "undone_by", "kept"])
    batch.undone_at, batch.undone_by, batch.kept = held.undone_at, held.undone_by, held.kept
    return result


def _decide(batch: LineListImport, scope: Scope) -> Undone:
    """Which rows stay, and why; they are from now on as if entered by hand."""
    result = Undone()
    stay: list[int] = []
    for row in ImportedRow.objects.filter(made=batch).order_by("kind", "line"):
        reason = LATER if row.batch_id != batch.id else scope.reason(row)
        if reason:
            result.kept.append({"kind": row.kind, "number": row.number[:80], "line": row.line, "code": reason})
            stay.append(row.pk)
        else:
            result.undone += 1
    changed = ImportedRow.objects.filter(incident=batch.incident_id, batch=batch).exclude(made=batch)
    result.kept += [
        {"kind": row.kind, "number": row.number[:80], "line": row.line, "code": CORRECTED}
        for row in changed.order_by("kind", "line")
    ]
    for start in range(0, len(stay), _CHUNK):
        ImportedRow.objects.filter(pk__in=stay[start : start + _CHUNK]).update(made=None)
    return result


def _void(batch: LineListImport, scope: Scope) -> None:
    """Void every fact of the import that does not stay."""
    now = clock.now()
    entries = [
        Whom(batch.incident_id, fact.subject, fact.area).fact(
            "fact.voided", now, {"reason": "import undone"}, request=batch.id, corrects=fact.id
        )
        for fact in scope.going()
    ]
    for start in range(0, len(entries), _CHUNK):
        record(entries[start : start + _CHUNK])


def _remove(batch: LineListImport, scope: Scope) -> None:
    """Take out the rows that stood for those facts; of persons who were on record before, what follows is derived."""
    facts = [fact.id for fact in scope.going()]
    gone = {UUID(str(fact.attributes["relationship"])) for fact in scope.going() if "relationship" in fact.attributes}
    incident = batch.incident_id
    touched: set[UUID] = set()
    for some in _parts(facts):
        FollowUp.objects.filter(fact__in=some).delete()
        Visit.objects.filter(fact__in=some).delete()
        cases = set(CaseStatus.objects.filter(fact__in=some).values_list("case", flat=True))
        CaseStatus.objects.filter(case__in=cases).delete()
        Case.objects.filter(id__in=cases).delete()
    for links in _parts(sorted(gone)):
        rows = Relationship.objects.filter(id__in=links)
        touched |= set(rows.values_list("person", flat=True))
        rows.delete()
    alone = touched - set(Relationship.objects.filter(person__in=touched).values_list("person", flat=True))
    Contact.objects.filter(incident=incident, person__in=alone, followups=None).delete()
    left = Contact.objects.filter(incident=incident, person__in=touched)
    seen = {one.person_id: Seen(one.identified_at, one.area) for one in left}
    refresh(incident, seen, pack_in_force(incident, clock.now()), ended=clock.now())
    for persons in _parts(sorted(scope.entered_and_going())):
        Person.objects.filter(id__in=persons).delete()


def _parts(some: Sequence[UUID]) -> list[Sequence[UUID]]:
    return [some[start : start + _CHUNK] for start in range(0, len(some), _CHUNK)]

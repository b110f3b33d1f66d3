"""Declare that a visit never was."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.actions._visit_facts import place_of, voided
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Visit
from fangxian.response.casework.policies import require_either
from fangxian.response.casework.writing import check_text, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def void_visit(visit: Visit, *, reason: str, id: UUID | None = None, by: Post | None = None) -> Visit:
    """Void a visit and the exposure of its place that rested on it. Voiding it again changes nothing.

    Raises
    ------
    NotAllowed
        The post may record neither where the person belongs nor where the place is.
    Invalid
        No reason is given.
    """
    reason = check_text(reason, 300, "reason", needed=True)
    now, request = clock.now(), id or uuid4()
    with access.everywhere():
        lock_persons([f"person:{visit.person_id}"])
        held = Visit.objects.select_for_update().get(id=visit.id)
        require_either(by, "case.write", (held.area, held.place_area))
        if held.voided_at is not None:
            return held
        person = Whom(held.incident_id, f"person:{held.person_id}", held.area)
        entries = [voided(person, now, held.fact, reason, request=request)]
        if held.place_fact is not None:
            entries.append(voided(place_of(held), now, held.place_fact, reason, request=derived(request, "place")))
        held.voided_at = now
        held.save(update_fields=["voided_at"])
        record(entries)
    return held

"""Send returned people to the same office once more, after checking what it found wrong."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.coinvestigation.actions._compose import sent
from fangxian.response.coinvestigation.models import Listed, State
from fangxian.response.coinvestigation.policies import asking_area, require_side
from fangxian.response.coinvestigation.writing import after, held, require_last, require_state
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def offer_again(
    people: Collection[UUID],
    *,
    note: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Ask the same office again for persons whom it returned; its clocks begin anew.

    Parameters
    ----------
    note : str
        What was corrected, such as the address.

    Returns
    -------
    int
        How many were sent again; those waiting for an answer stay as they are.

    Raises
    ------
    NotAllowed
        The post does not belong to the sender.
    Conflict
        ``sheet.state`` or ``sheet.passed_on``.
    """
    now = clock.now()
    at = check_time(at or now, "at", now)
    note = check_text(note, 300, "note")
    request = id or uuid4()
    with held(people) as rows:
        for row in rows:
            require_side(by, asking_area(row.sheet))
            require_state(row, State.RETURNED, State.OFFERED)
        fresh = [row for row in rows if row.state == State.RETURNED]
        require_last(fresh)
        for row in fresh:
            row.offered_at, row.returned_at = after(row, at), None
            row.state, row.note = State.OFFERED, note or row.note
        Listed.objects.bulk_update(fresh, ["state", "offered_at", "returned_at", "note"])
        record([entry for row in fresh for entry in sent(row, row.offered_at, request)])
    return len(fresh)

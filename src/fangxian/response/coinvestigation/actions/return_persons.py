"""Return people 退回: not here, wrong address. The sender, who never ceased to answer for them, acts again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.coinvestigation.models import Listed, State
from fangxian.response.coinvestigation.policies import answering_area, asking_area, may_side, require_side
from fangxian.response.coinvestigation.writing import after, fact, held, require_state
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def return_persons(
    people: Collection[UUID],
    *,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> int:
    """Return persons who were not taken over, with a reason; or, by the sender, take the request back.

    Returns
    -------
    int
        How many were returned now; those returned already stay as they are.

    Raises
    ------
    NotAllowed
        The post belongs to neither side.
    Invalid
        There is no reason.
    Conflict
        ``sheet.state``: somebody was taken over or closed. Whoever took them over passes them on instead.
    """
    now = clock.now()
    at = check_time(at or now, "at", now)
    reason = check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    with held(people) as rows:
        for row in rows:
            sides = (answering_area(row.sheet), asking_area(row.sheet))
            if not may_side(by, sides):
                require_side(by, sides[0])
            require_state(row, State.OFFERED, State.RETURNED)
        fresh = [row for row in rows if row.state == State.OFFERED]
        for row in fresh:
            row.state, row.returned_at, row.reason = State.RETURNED, after(row, at), reason
        Listed.objects.bulk_update(fresh, ["state", "returned_at", "reason"])
        record([_returned(row, reason, request) for row in fresh])
    return len(fresh)


def _returned(row: Listed, reason: str, request: UUID) -> Entry:
    assert row.returned_at is not None
    return fact(row, "returned", row.returned_at, {"reason": reason}, request=request, area=asking_area(row.sheet))

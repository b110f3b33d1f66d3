"""Take a request back, before anybody has got into a vehicle."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.transfer import custody
from fangxian.response.transfer.held import close_if_empty, locked_transfers, require_order, require_state, whom
from fangxian.response.transfer.models import Transfer
from fangxian.response.transfer.policies import ASK, require_in


@transaction.atomic
def cancel_transfer(
    transfers: Sequence[UUID],
    *,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Transfer]:
    """Cancel transfers that have not begun; whoever had the people still has them.

    Raises
    ------
    NotAllowed
        The post may not ask for transfers there.
    Invalid
        No reason is given.
    Conflict
        ``transfer.state``: somebody is aboard already, or has been taken in.
    """
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    with access.everywhere():
        held = locked_transfers(transfers)
        for one in held:
            require_in(by, ASK, one.area)
        fresh = [one for one in held if one.state != Transfer.State.CANCELLED]
        require_state(fresh, Transfer.State.REQUESTED, Transfer.State.ALLOTTED)
        require_order(fresh, at)
        drop(fresh, reason, at, request)
        return held


def drop(transfers: Sequence[Transfer], reason: str, at: datetime, request: UUID) -> None:
    """End transfers of people who are not in a vehicle."""
    custody.end(transfers, at)
    rides = {one.ride_id for one in transfers}
    for one in transfers:
        one.state, one.ended_at, one.reason, one.ride = Transfer.State.CANCELLED, at, reason, None
        one.save(update_fields=["state", "ended_at", "reason", "ride"])
    record(
        [
            whom(one).fact("transfer.cancelled", at, {"reason": reason}, request=derived(request, one.id))
            for one in transfers
        ]
    )
    for ride in rides:
        close_if_empty(ride, at)

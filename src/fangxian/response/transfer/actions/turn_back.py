"""Bring people back to where they were."""

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
from fangxian.response.transfer.actions.allot import take_out
from fangxian.response.transfer.held import (
    locked_transfers,
    require_order,
    require_state,
    whom,
)
from fangxian.response.transfer.models import Transfer
from fangxian.response.transfer.policies import require_crew


@transaction.atomic
def turn_back(
    transfers: Sequence[UUID], *, reason: str, taken_by: str, at: datetime | None = None, id: UUID | None = None,
    by: Post | None = None,
) -> list[Transfer]:  # fmt: skip
    """Bring people back to where they were: whoever has them there takes them, and they wait for another ride.

    Raises
    ------
    NotAllowed
        The post is not the crew of their ride.
    Invalid
        No reason is given, or nobody takes them.
    Conflict
        ``transfer.state``: they are not aboard.
    """
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=True)
    taker = check_text(taken_by, 120, "taken_by", needed=True)
    request = id or uuid4()
    with access.everywhere():
        held = locked_transfers(transfers)
        require_state(held, *Transfer.CARRIED)
        require_order(held, at, "boarded_at", "door_at")
        for one in held:
            if one.ride is not None:
                require_crew(by, one.ride)
        for one in held:
            custody.hand_over([one], None, at, one.ride.crew if one.ride is not None else "", taker)
            one.boarded_at = one.door_at = None
        Transfer.objects.bulk_update(held, ["boarded_at", "door_at"])
        take_out(held, reason)
        record(
            [
                whom(one).fact("transfer.refused", at, {"reason": reason}, request=derived(request, one.id))
                for one in held
            ]
        )
        return held

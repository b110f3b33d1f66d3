"""Leave people where they are, with a reason."""

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
from fangxian.response.transfer.actions.allot import refuse_torn, take_out
from fangxian.response.transfer.held import (
    locked_transfers,
    require_state,
    whom,
)
from fangxian.response.transfer.models import Transfer
from fangxian.response.transfer.policies import require_crew


@transaction.atomic
def refuse_pickup(
    transfers: Sequence[UUID],
    *,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Transfer]:
    """Leave people where they are, with a reason: they wait for another vehicle, and it shows.

    Raises
    ------
    NotAllowed
        The post is not the crew of their ride.
    Invalid
        No reason is given.
    Conflict
        ``transfer.state``: they are aboard, or of no ride; ``transfer.family``.
    """
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    with access.everywhere():
        held = locked_transfers(transfers)
        require_state(held, Transfer.State.ALLOTTED)
        refuse_torn(held)
        for one in held:
            if one.ride is not None:
                require_crew(by, one.ride)
        take_out(held, reason)
        record(
            [
                whom(one).fact("transfer.refused", at, {"reason": reason}, request=derived(request, one.id))
                for one in held
            ]
        )
        return held

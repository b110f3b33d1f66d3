"""Say that the vehicle stands at the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.writing import check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.transfer.held import (
    locked_transfers,
    require_order,
    require_state,
)
from fangxian.response.transfer.models import Transfer
from fangxian.response.transfer.policies import require_crew


@transaction.atomic
def bring_to_door(transfers: Sequence[UUID], *, at: datetime | None = None, by: Post | None = None) -> list[Transfer]:
    """Say that the vehicle stands at the door with people; they stay in the crew's hands until they are taken in.

    Raises
    ------
    NotAllowed
        The post is not the crew of their ride.
    Conflict
        ``transfer.state``: they are not aboard.
    """
    at = check_time(at or clock.now(), "at")
    with access.everywhere():
        held = locked_transfers(transfers)
        fresh = [one for one in held if one.state != Transfer.State.DOOR]
        require_state(fresh, Transfer.State.ABOARD)
        require_order(fresh, at, "boarded_at")
        for one in fresh:
            if one.ride is not None:
                require_crew(by, one.ride)
            one.state, one.door_at = Transfer.State.DOOR, at
            one.save(update_fields=["state", "door_at"])
        return held

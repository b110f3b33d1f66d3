"""Confirm, for those who answer for people where they are, that they are given into the crew's hands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.transfer.held import (
    locked_transfers,
    require_order,
    require_state,
)
from fangxian.response.transfer.models import Transfer
from fangxian.response.transfer.policies import ASK, require_in


@transaction.atomic
def give(
    transfers: Sequence[UUID], *, giver: str, at: datetime | None = None, by: Post | None = None
) -> list[Transfer]:
    """Confirm, for those who answer for them where they are, that people are given into the crew's hands.

    Raises
    ------
    NotAllowed
        The post may not ask for transfers there.
    Invalid
        Nobody is named, or the time cannot be right.
    Conflict
        ``transfer.state``: no vehicle is on its way to them.
    """
    at = check_time(at or clock.now(), "at")
    giver = check_text(giver, 120, "giver", needed=True)
    with access.everywhere():
        held = locked_transfers(transfers)
        for one in held:
            require_in(by, ASK, one.area)
        fresh = [one for one in held if one.given_at is None]
        require_state(fresh, Transfer.State.ALLOTTED)
        require_order(fresh, at)
        for one in fresh:
            one.given_at, one.given_by = at, giver
            one.save(update_fields=["given_at", "given_by"])
        return held

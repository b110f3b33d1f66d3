"""Drop a bulletin that was never published."""

from __future__ import annotations

from django.db import transaction

from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import WRITE, require_in
from fangxian.response.bulletins.writing import hold, still_open
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def drop_bulletin(bulletin: Bulletin, *, by: Post | None = None) -> Bulletin:
    """Drop a draft; again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not write bulletins there.
    Conflict
        ``bulletin.closed``: it was published.
    """
    require_in(by, WRITE, bulletin.area)
    held = hold(bulletin)
    if held.state == Bulletin.State.DROPPED:
        return held
    still_open(held).state = Bulletin.State.DROPPED
    held.save(update_fields=["state"])
    return held

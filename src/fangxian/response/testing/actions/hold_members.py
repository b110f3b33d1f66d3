"""Record that people of a positive tube stay where they are until they are re-tested."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.writing import check_time
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.testing.models import Retest, Round
from fangxian.response.testing.policies import SAMPLE, require_in
from fangxian.response.testing.retests import complete


@transaction.atomic
def hold_members(
    of: Round, registrations: Collection[UUID], *, at: datetime | None = None, by: Post | None = None
) -> int:
    """Record them held; once everybody of a tube is, that is on record for the tube. Gives how many were held anew.

    Raises
    ------
    NotAllowed
        The post may not act where one of them lives or was sampled.
    Invalid
        The time lies in the future.
    """
    moment = check_time(at or clock.now(), "at")
    orders = list(Retest.objects.select_for_update().filter(round=of.serial, registration__in=registrations))
    for order in orders:
        require_in(by, SAMPLE, order.home)
    fresh = [order.registration for order in orders if order.held_at is None]
    Retest.objects.filter(registration__in=fresh).update(held_at=moment)
    with access.everywhere():
        complete(of)
    return len(fresh)

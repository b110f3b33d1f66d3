"""Keep what a door sensor says: evidence beside the reports, never a breach by itself."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.home.models import DoorSignal, HomeStay
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import refuse_over
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def note_door(
    stay: HomeStay, at: datetime, device: str, *, id: UUID | None = None, by: Post | None = None
) -> DoorSignal:
    """Keep that a door was opened.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        The time lies in the future, or the device has no name.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    at = check_time(at, "at")
    device = check_text(device, 60, "device", needed=True)
    refuse_over(stay)
    said = {"stay": stay, "area": stay.area, "at": at, "device": device}
    return DoorSignal.objects.get_or_create(id=id or uuid4(), defaults=said)[0]

"""Sign for a sheet 签收: the receiver knows of it. That alone moves nobody."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import check_text, check_time
from fangxian.response.coinvestigation.models import Listed, Sheet
from fangxian.response.coinvestigation.policies import answering_area, require_side
from fangxian.response.coinvestigation.writing import fact
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def receive_sheet(
    sheet: Sheet, *, name: str, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Sheet:
    """Record who received a sheet and when; a sheet that was received stays as it is.

    Parameters
    ----------
    name : str
        Name of whoever signed for it.

    Raises
    ------
    NotAllowed
        The post does not belong to the receiver.
    Invalid
        The name is missing or too long, or the time lies in the future.
    """
    require_side(by, answering_area(sheet))
    now = clock.now()
    at = check_time(at or now, "at", now)
    name = check_text(name, 60, "name", needed=True)
    with access.everywhere():
        held = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if held.received_at is not None:
            return held
        held.received_at, held.received_by = at, name
        held.save(update_fields=["received_at", "received_by"])
        said = {"office": held.to_name, "area": held.to_area, "note": name}
        people = Listed.objects.select_related("person").filter(sheet=held, ended_at=None)
        request = id or uuid4()
        record(
            [
                fact(
                    one,
                    "received",
                    at,
                    said | {"person": one.person.subject},
                    request=request,
                    area=answering_area(held),
                )
                for one in people
            ]
        )
    return held

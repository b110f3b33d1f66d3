"""Somebody leaves a site without being released by it: to hospital, or because the case workers signed for it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.actions.expose_room_mates import expose_room_mates
from fangxian.response.quarantine.leaving import locked_stay, vacate
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.policies import RUN, require_in

WAYS: Final = (Stay.Left.HOSPITAL, Stay.Left.SIGNED)
"""Ways out that are no release by the site."""


@transaction.atomic
def end_stay(
    stay: Stay, to: str, *, reason: str = "", at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Stay:
    """Record that somebody left; if they are infected, room-mates are exposed up to that moment.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        The way is unknown, or the time cannot be right.
    Conflict
        ``stay.still_due``: nobody signed for the end of their quarantine. ``stay.over``: they have left already.
    """
    require_in(by, RUN, stay.area)
    check_choice(to, WAYS, "to")
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=to == Stay.Left.HOSPITAL)
    request = id or uuid4()
    with access.everywhere():
        lock_persons([stay.subject])
        held = locked_stay(stay)
        if (held.left_at, held.left_to) == (at, to):
            return held
        if to == Stay.Left.SIGNED and held.contact.ended_at is None:
            raise Conflict(
                "stay.still_due",
                _("The quarantine of %(label)s has not ended."),
                remedy=_(
                    "Release them here once every condition holds, or have the release signed on the contact's page."
                ),
                label=held.person.label,
                field="to",
            )
        leave(held, at, to, request)
        if to == Stay.Left.HOSPITAL:
            whom = Whom(held.incident_id, held.subject, held.origin)
            said = {"mode": "hospital", "reason": reason}
            record([whom.fact("quarantine.moved", at, said, request=request)])
        return held


def leave(stay: Stay, at: datetime, to: str, request: UUID) -> None:
    """Free the bed of somebody who leaves otherwise than by release; infected, they exposed room-mates until then."""
    vacate(stay, at, to)
    expose_room_mates(stay, until=at, id=derived(request, "mates"))

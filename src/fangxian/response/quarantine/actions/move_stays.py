"""Move people to another room or site: they have one bed or the other, never none and never two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.ids import derived
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.writing import check_text, check_time, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.actions.admit import moved_fact, save_stays
from fangxian.response.quarantine.beds import (
    family_of,
    free_beds,
    locked_rooms,
    refuse_alone,
    refuse_contact,
    refuse_site,
    stays_in,
)
from fangxian.response.quarantine.followers import tell_admitted
from fangxian.response.quarantine.leaving import locked_stay, vacate
from fangxian.response.quarantine.models import Room, Stay
from fangxian.response.quarantine.policies import RUN, require_in


@transaction.atomic
def move_stays(
    stays: Sequence[Stay],
    room: Room,
    *,
    reason: str,
    at: datetime | None = None,
    joins: bool = False,
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Stay]:
    """Give people a bed in another room, in the same moment in which they leave theirs; all or none.

    Raises
    ------
    NotAllowed
        The post may not run both sites.
    Invalid
        No reason is given, nobody is named, or somebody would be alone who must not be.
    Conflict
        The room or the site does not take them, or somebody has left already.
    """
    for stay in stays:
        require_in(by, RUN, stay.area)
    require_in(by, RUN, room.area)
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    with access.everywhere():
        lock_persons(stay.subject for stay in stays)
        ids = [derived(request, stay.id) for stay in stays]
        made = list(Stay.objects.filter(id__in=ids))
        if made:
            return made
        if not stays or any(stay.room_id == room.id for stay in stays):
            raise Invalid("stay.same_room", _("Name who moves, and another room than theirs."), field="room")
        locked = {one.id: one for one in locked_rooms(room.id, *(stay.room_id for stay in stays))}
        held = [locked_stay(stay) for stay in stays]
        target = locked[room.id]
        for stay in held:
            refuse_contact(stay.contact, target.site)
        family = family_of(target, joins, held[0].family)
        refuse_site(target.site, [stay.contact.kind for stay in held], at, family)
        beds = free_beds(target, len(held))
        for stay in held:
            vacate(stay, at, Stay.Left.MOVED)
        fresh = [
            _moved(stay, target, bed, number, family, at) for stay, bed, number in zip(held, beds, ids, strict=True)
        ]
        left = [mate for stay in held for mate in stays_in(locked[stay.room_id])]
        refuse_alone([*{mate.id: mate for mate in left}.values(), *stays_in(target), *fresh], Courses(at))
        save_stays(fresh)
        record([moved_fact(stay, reason) for stay in fresh])
        tell_admitted(fresh)
        return fresh


def _moved(stay: Stay, room: Room, bed: int, number: UUID, family: UUID, at: datetime) -> Stay:
    return Stay(
        id=number, incident=stay.incident, person=stay.person, contact=stay.contact, site=room.site, room=room,
        bed=bed, area=room.area, origin=stay.origin, family=family, group=stay.group, admitted_at=at,
    )  # fmt: skip

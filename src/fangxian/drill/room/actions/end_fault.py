"""End a fault before its time."""

from __future__ import annotations

from django.db import transaction

from fangxian.drill.room import curtain, faults
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Fault
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context


@transaction.atomic
def end_fault(fault: Fault, *, by: Post | None = None) -> Fault:
    """Put right now what is out of order; one that is over stays as it is.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    """
    room = locked_room(also_over=True)
    require_in_room(by, CONTROL, room)
    with curtain.lifted():
        held = Fault.objects.select_for_update().get(id=fault.id)
        if held.ends_at > clock.now():
            held.ends_at, held.ended_by = clock.now(), context.actor()
            held.save(update_fields=["ends_at", "ended_by"])
            note("fault.ended", fault=str(held.id), kind=held.kind)
    faults.forget()
    return held

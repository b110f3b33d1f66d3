"""Acknowledge a message that one's office got."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Message
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import NotAllowed
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def acknowledge(message: Message, *, by: Post) -> Message:
    """Say that a message was read; again changes nothing.

    Raises
    ------
    NotAllowed
        ``message.other_office``: it went to another office.
    """
    locked_room(also_over=True)
    held = Message.objects.select_for_update().get(id=message.id)
    if held.office_id != by.office_id:
        raise NotAllowed("message.other_office", _("This message went to another office."))
    if held.acknowledged_at is None:
        held.acknowledged_at, held.acknowledged_by = clock.now(), by
        held.save(update_fields=["acknowledged_at", "acknowledged_by"])
        note("message.acknowledged", message=str(held.id), post=by.pk)
    return held

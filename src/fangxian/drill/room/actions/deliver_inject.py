"""Deliver an inject: its offices get the message, and what it breaks is broken from this minute on."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Fault, Inject, Message, Room
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.offices import addressees
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def deliver_inject(inject: Inject, *, by: Post | None = None) -> list[Message]:
    """Deliver an inject now, whatever it was waiting for; again gives what was delivered.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    Conflict
        ``room.over``; ``inject.withdrawn``; ``inject.nobody``: there is no office it could go to.
    """
    room = locked_room()
    require_in_room(by, CONTROL, room)
    with curtain.lifted():
        held = Inject.objects.select_for_update().get(id=inject.id)
        if held.state == Inject.State.WITHDRAWN:
            raise Conflict("inject.withdrawn", _("This inject was withdrawn."))
        offices = addressees(held.to, room.area)
        ids = [derived(held.id, office) for office in offices]
        if held.state == Inject.State.DELIVERED:
            return list(Message.objects.filter(id__in=ids))
        if not offices:
            raise Conflict(
                "inject.nobody",
                _("There is no office that %(key)s could go to."),
                remedy=_("Open the offices of the area first."),
                key=held.key,
            )
        messages = _messages(room, held, offices)
        held.state, held.delivered_at = Inject.State.DELIVERED, clock.now()
        held.save(update_fields=["state", "delivered_at"])
        fault = _fault(held)
    note("inject.delivered", inject=held.key, offices=offices, fault=fault.kind if fault else "")
    return messages


def _messages(room: Room, inject: Inject, offices: list[int]) -> list[Message]:
    return Message.objects.bulk_create(
        Message(
            id=derived(inject.id, office), office_id=office, at=clock.now(), channel=inject.channel,
            sender_zh=inject.sender_zh, sender_en=inject.sender_en, text_zh=inject.text_zh, text_en=inject.text_en,
            media=inject.media,
        )
        for office in offices
    )  # fmt: skip


def _fault(inject: Inject) -> Fault | None:
    if inject.fault is None:
        return None
    now = clock.now()
    return Fault.objects.create(
        id=derived(inject.id, "fault"), kind=inject.fault["kind"], within=inject.fault["area"],
        factor=inject.fault["factor"], begins_at=now, ends_at=now + timedelta(seconds=inject.fault["lasts"]),
    )  # fmt: skip

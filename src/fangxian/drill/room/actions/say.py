"""Say something in the chat."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Remark, Room
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.standing import the_room
from fangxian.drill.room.wall import wall
from fangxian.response.casework.writing import check_choice
from fangxian.response.jurisdiction.actions.rules import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def say(text: str, *, channel: str = Remark.Channel.ALL, by: Post, id: UUID | None = None) -> Remark:
    """Add a line; nobody changes or removes it. It may be said at any time, after a stop most of all.

    Raises
    ------
    NotAllowed
        The channel of the control room is for controllers and evaluators.
    Invalid
        The line is empty or too long.
    """
    room = the_room()
    check_choice(channel, tuple(Remark.Channel.values), "channel")
    if channel == Remark.Channel.CONTROL:
        require_in_room(by, EVALUATE, room)
    text = check_text(text, 1000, "text", needed=True)
    with curtain.lifted():
        number = id or uuid4()
        held = Remark.objects.filter(id=number).first()
        if held is not None:
            return held
        name = by.holder.get_username() if by.holder else ""
        made = Remark.objects.create(
            id=number, channel=channel, post=by, name=name, text=text, at=clock.now(), said_at=wall()
        )
    Room.objects.update(version=F("version") + 1)
    return made

"""Stop the exercise at once: the stop word was said, or something real has happened."""

from __future__ import annotations

from django.db import transaction

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Room
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.response.casework.writing import check_choice
from fangxian.response.jurisdiction.actions.rules import check_text
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def stop_room(reason: str, *, text: str = "", by: Post | None = None) -> Room:
    """Stop everything: no step is committed after this, every fault ends for whoever asks, every page says so.

    Anybody who takes part may say the stop word; that something real has happened is for a controller to say.

    Raises
    ------
    NotAllowed
        A post that is no controller's names a real event.
    Invalid
        There is no such reason.
    """
    room = locked_room(also_over=True)
    check_choice(reason, tuple(Room.Reason.values), "reason")
    if reason != Room.Reason.STOP_WORD:
        require_in_room(by, CONTROL, room)
    room.state, room.until = Room.State.STOPPED, None
    room.stop_reason, room.stop_note = reason, check_text(text, 300, "text")
    room.save(update_fields=["state", "until", "stop_reason", "stop_note"])
    note("room.stopped", reason=reason, text=room.stop_note, post=by.pk if by else None)
    return room

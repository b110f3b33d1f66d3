"""Let a stopped exercise go on: it stands paused, exactly where the last step ended."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Room
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def resume_room(*, by: Post | None = None) -> Room:
    """Take back a stop.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    Conflict
        ``room.not_stopped``.
    """
    room = locked_room(also_over=True)
    require_in_room(by, CONTROL, room)
    if room.state != Room.State.STOPPED:
        raise Conflict("room.not_stopped", _("The exercise is not stopped."))
    room.state, room.stop_reason, room.stop_note = Room.State.PAUSED, "", ""
    room.save(update_fields=["state", "stop_reason", "stop_note"])
    note("room.resumed")
    return room

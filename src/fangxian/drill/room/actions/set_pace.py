"""Set how time passes: run, pause, one step, on to the next inject, another speed."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.autopilot.run import TICK
from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Inject, Room
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock

COMMANDS: Final = ("run", "pause", "step", "jump", "speed")

SPEEDS: Final = (1, 60, 144, 600, 3600)
"""Simulated seconds in a second that the page offers: real time, a minute, ten minutes a day, ten minutes, an hour."""


@transaction.atomic
def set_pace(command: str, *, speed: float | None = None, by: Post | None = None) -> Room:
    """Give one of :data:`COMMANDS` to the driver, which obeys at its next step.

    Parameters
    ----------
    speed : float
        Simulated seconds in a real one, 1 to 3600; needed for ``speed``.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    Invalid
        ``room.command``, ``room.speed``.
    Conflict
        ``room.over``; ``room.no_inject``: no inject waits for a time any more.
    """
    room = locked_room()
    require_in_room(by, CONTROL, room)
    if command not in COMMANDS:
        raise Invalid("room.command", _("“%(command)s” is no command of the clock."), command=command, field="command")
    if command == "speed":
        room.speed = _speed(speed)
    elif command == "pause":
        room.state, room.until = Room.State.PAUSED, None
    else:
        room.until = _until(room, command)
        room.state, room.trouble = Room.State.RUNNING, ""
    room.save(update_fields=["state", "until", "speed", "trouble"])
    note(f"clock.{command}", speed=room.speed, until=room.until.isoformat() if room.until else None)
    return room


def _speed(speed: float | None) -> float:
    if speed is None or not 1 <= speed <= 3600:
        raise Invalid("room.speed", _("The speed lies between 1 and 3600."), field="speed")
    return speed


def _until(room: Room, command: str) -> datetime | None:
    now = clock.now()
    if command == "run":
        return None
    if command == "step":
        return min(now + TICK, room.ends_at)
    with curtain.lifted():
        waiting = Inject.objects.filter(state=Inject.State.WAITING, due_at__gt=now)
        next_ = waiting.order_by("due_at").values_list("due_at", flat=True).first()
    if next_ is None:
        raise Conflict(
            "room.no_inject",
            _("No inject waits for a time any more."),
            remedy=_("Run on, or write an inject."),
        )
    return next_

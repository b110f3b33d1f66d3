"""Keep of an exercise on autopilot what the control room shows of it afterwards, hour by hour."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from fangxian.drill.autopilot.play import Play
from fangxian.drill.room import curtain
from fangxian.drill.room.actions.open_room import open_room
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Inject, Room
from fangxian.drill.room.truths import look


def open_for_autopilot(files: Mapping[str, bytes], *, seed: int, people: int = 0, variant: str = "") -> Room:
    """Open the room of an exercise that a command plays: it runs, and no driver is to touch it.

    Parameters
    ----------
    files, seed, people, variant
        As of :func:`~fangxian.drill.room.actions.open_room.open_room`.

    Raises
    ------
    Conflict
        As there.
    """
    room = open_room(files, seed=seed, people=people, variant=variant)
    room.state = Room.State.PAUSED
    room.save(update_fields=["state"])
    return room


def witness(play: Play) -> None:
    """Put the truth of this minute away; called at the end of every tick, inside its transaction."""
    with curtain.lifted():
        look(play).save(force_insert=True)


@transaction.atomic
def close_after_autopilot(came: Mapping[str, datetime]) -> None:
    """The exercise has ended: its injects are delivered at the minutes at which they came.

    Parameters
    ----------
    came : Mapping
        Key of an inject → when it came.
    """
    with curtain.lifted():
        for inject in Inject.objects.filter(key__in=came):
            inject.state, inject.delivered_at, inject.spoken = Inject.State.DELIVERED, came[inject.key], True
            inject.save(update_fields=["state", "delivered_at", "spoken"])
    Room.objects.update(state=Room.State.ENDED, until=None)
    note("room.ended")

"""Where the exercise of this workspace stands."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Event, Room, Script
from fangxian.drill.room.policies import behind_the_curtain
from fangxian.drill.room.wall import wall
from fangxian.drill.scenario.load import load_files
from fangxian.drill.scenario.schema import Package
from fangxian.errors import Conflict, NotFound
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Workspace

FRESH_S: Final = 15
"""Seconds after which a participant's clock and tasks are brought up to date while time passes."""

OVER = frozenset({Room.State.STOPPED, Room.State.ENDED})


def present_room() -> Room | None:
    """The room of this workspace, if it is an exercise that has one."""
    if clock.workspace().kind != Workspace.Kind.DRILL:
        return None
    return Room.objects.first()


def the_room() -> Room:
    """The room of this workspace.

    Raises
    ------
    NotFound
        ``room.none``.
    """
    found = present_room()
    if found is None:
        raise NotFound(
            "room.none",
            _("This workspace has no control room."),
            remedy=_("Open one with “fangxian room open”, which makes a workspace for it."),
        )
    return found


def locked_room(*, also_over: bool = False) -> Room:
    """The room, locked for a command, as it stands now.

    Raises
    ------
    NotFound
        ``room.none``.
    Conflict
        ``room.over``: the exercise was stopped or has ended.
    """
    the_room()
    room = Room.objects.select_for_update().get()
    if room.state in OVER and not also_over:
        raise Conflict(
            "room.over",
            _("The exercise is %(state)s: nothing more is done in it."),
            remedy=_("A controller can let a stopped exercise go on."),
            state=room.get_state_display(),
        )
    return room


def day_of(room: Room) -> int:
    """The day of the exercise; day 0 is the day of the first report."""
    return (clock.now() - room.begins_at).days


def pulse(room: Room, post: Post) -> str:
    """What changes whenever a post's page of the room would show something else.

    The control room follows every step and every line of the journal. Participants hear at once of what concerns them;
    while time passes, their clock and tasks are brought up to date every :data:`FRESH_S` seconds.
    """
    said = f"{room.version}-{room.state}"
    if behind_the_curtain(post):
        with curtain.lifted():
            line = Event.objects.order_by("-number").values_list("number", flat=True).first()
        return f"{said}-{clock.now():%Y%m%d%H%M%S}-{line}"
    if room.state == Room.State.RUNNING:
        return f"{said}-{wall().timestamp() // FRESH_S:.0f}"
    return f"{said}-{clock.now():%Y%m%d%H%M%S}"


def script() -> tuple[Script, Package]:
    """The scenario of the room; only behind the curtain."""
    with curtain.lifted():
        held = Script.objects.get()
    return held, _package(held.digest, bytes(held.package))


@lru_cache(maxsize=4)
def _package(digest: str, files: bytes) -> Package:
    import msgspec

    return load_files(msgspec.msgpack.decode(files, type=dict[str, bytes]))

"""Withdraw an inject that has not been delivered, or call it back into the list."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Inject
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def withdraw_inject(inject: Inject, *, back: bool = False, by: Post | None = None) -> Inject:
    """Take an inject out of the list; with `back` it waits again.

    Raises
    ------
    NotAllowed
        The post is no controller's.
    Conflict
        ``room.over``; ``inject.delivered``: it cannot be taken back any more.
    """
    room = locked_room()
    require_in_room(by, CONTROL, room)
    with curtain.lifted():
        held = Inject.objects.select_for_update().get(id=inject.id)
        if held.state == Inject.State.DELIVERED:
            raise Conflict(
                "inject.delivered",
                _("This inject was delivered already."),
                remedy=_("Write another that sets it right."),
            )
        held.state = Inject.State.WAITING if back else Inject.State.WITHDRAWN
        held.save(update_fields=["state"])
    note("inject.back" if back else "inject.withdrawn", inject=held.key)
    return held

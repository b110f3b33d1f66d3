"""What happens to a bed and its room when somebody leaves."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.quarantine.models import Room, Stay


def locked_stay(stay: Stay) -> Stay:
    """The stay as it stands, locked until the transaction ends."""
    rows = Stay.objects.select_for_update(of=("self",))
    return rows.select_related("site__place", "site__incident", "room", "person", "contact__incident").get(id=stay.id)


def vacate(stay: Stay, at: datetime, to: str) -> None:
    """Free the bed; a room in which nobody is left is to be disinfected.

    Raises
    ------
    Conflict
        ``stay.over``: the person has left already.
    Invalid
        ``stay.order``: they would have left before they came.
    """
    if stay.left_at is not None:
        raise Conflict(
            "stay.over",
            _("%(label)s has left already: %(to)s."),
            label=stay.person.label,
            to=stay.get_left_to_display(),
        )
    if at < stay.admitted_at:
        raise Invalid(
            "stay.order",
            _("Nobody leaves before they came."),
            remedy=_("Correct the time."),
            field="at",
        )
    stay.left_at, stay.left_to = at, to
    stay.save(update_fields=["left_at", "left_to"])
    if not Stay.objects.filter(room=stay.room_id, left_at=None).exists():
        Room.objects.filter(id=stay.room_id).exclude(state=Room.State.CLOSED).update(state=Room.State.SOILED)

"""Take a post over from the autopilot."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Seat
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock

ASIDE = frozenset({"controller", "evaluator", "administrator"})
"""Duties that do not take part."""


@transaction.atomic
def take_post(post: Post, *, by: Post | None = None, id: UUID | None = None) -> Seat:
    """Play a post oneself: from the next step on the autopilot leaves the tasks of its office alone.

    Parameters
    ----------
    by : Post or None
        Whose holder asks: the post itself, or a controller's for somebody else.

    Raises
    ------
    NotAllowed
        It is another's post, and `by` is no controller's.
    Invalid
        ``seat.aside``: controllers and evaluators do not take part.
    Conflict
        ``room.over``.
    """
    room = locked_room()
    if by is not None and by.pk != post.pk:
        require_in_room(by, CONTROL, room)
    if post.duty in ASIDE:
        raise Invalid("seat.aside", _("Controllers and evaluators do not take part."), field="post")
    held = Seat.objects.filter(post=post, handed_back_at=None).first()
    if held is not None:
        return held
    seat = Seat.objects.create(id=id or uuid4(), post=post, office=post.office, taken_at=clock.now())
    note("seat.taken", post=post.pk, office=post.office_id)
    return seat

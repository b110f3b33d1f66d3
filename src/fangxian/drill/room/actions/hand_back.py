"""Hand a post back to the autopilot."""

from __future__ import annotations

from django.db import transaction

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Seat
from fangxian.drill.room.policies import CONTROL, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def hand_back(post: Post, *, by: Post | None = None) -> None:
    """Let the autopilot answer the tasks of the post's office again, unless somebody else of it plays; else nothing.

    Raises
    ------
    NotAllowed
        It is another's post, and `by` is no controller's.
    """
    room = locked_room()
    if by is not None and by.pk != post.pk:
        require_in_room(by, CONTROL, room)
    for seat in Seat.objects.select_for_update().filter(post=post, handed_back_at=None):
        seat.handed_back_at = clock.now()
        seat.save(update_fields=["handed_back_at"])
        note("seat.handed_back", post=post.pk, office=post.office_id)

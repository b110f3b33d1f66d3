"""Rate a critical task of the evaluation guide, or note what one saw."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Observation
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.standing import locked_room, script
from fangxian.drill.room.wall import wall
from fangxian.errors import Invalid
from fangxian.response.casework.writing import check_choice
from fangxian.response.jurisdiction.actions.rules import check_text
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def observe(*, check: str = "", rating: str = "", text: str = "", by: Post, id: UUID | None = None) -> Observation:
    """Write a rating, a note, or both; an evaluator's latest rating of a task counts, the earlier ones stay.

    Raises
    ------
    NotAllowed
        The post is neither a controller's nor an evaluator's.
    Invalid
        ``observation.empty``; ``observation.check``: the guide has no such task, or a rating names none.
    """
    room = locked_room(also_over=True)
    require_in_room(by, EVALUATE, room)
    if rating:
        check_choice(rating, tuple(Observation.Rating.values), "rating")
    text = check_text(text, 1000, "text")
    if not rating and not text:
        raise Invalid("observation.empty", _("Give a rating or a note."), field="text")
    if (check or rating) and check not in {one.id for one in script()[1].guide}:
        raise Invalid("observation.check", _("The guide has no task “%(check)s”."), check=check, field="check")
    with curtain.lifted():
        number = id or uuid4()
        held = Observation.objects.filter(id=number).first()
        if held is not None:
            return held
        made = Observation.objects.create(
            id=number, check_key=check, rating=rating, note=text, by=by, at=clock.now(), made_at=wall()
        )
    note("observation.made", check=check, rating=rating, by=by.pk)
    return made

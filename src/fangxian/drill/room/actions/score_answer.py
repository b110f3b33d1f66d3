"""Score an answer against the reference answer."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Asked
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.standing import locked_room
from fangxian.errors import Invalid
from fangxian.response.jurisdiction.actions.rules import check_text
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def score_answer(asked: Asked, points: int, *, comment: str = "", by: Post | None = None) -> Asked:
    """Give points for an answer, also none for a missing one; a later score replaces the earlier, and both are kept.

    Raises
    ------
    NotAllowed
        The post is neither a controller's nor an evaluator's.
    Invalid
        ``question.points``: fewer than 0, or more than the question is worth.
    """
    room = locked_room(also_over=True)
    require_in_room(by, EVALUATE, room)
    held = Asked.objects.select_for_update().get(id=asked.id)
    if not 0 <= points <= held.points:
        raise Invalid("question.points", _("Give 0 to %(most)s points."), most=held.points, field="points")
    held.score, held.comment = points, check_text(comment, 500, "comment")
    held.save(update_fields=["score", "comment"])
    note("question.scored", question=held.key, number=held.number, points=points, by=by.pk if by else None)
    return held

"""Answer a question that was put to one's office."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Asked
from fangxian.drill.room.queries.standing import locked_room
from fangxian.drill.room.wall import wall
from fangxian.errors import Conflict, NotAllowed
from fangxian.response.jurisdiction.actions.rules import check_text
from fangxian.response.jurisdiction.models import Post


@transaction.atomic
def answer_question(asked: Asked, text: str, *, by: Post) -> Asked:
    """Give the answer; the first one counts, and one after the timer is kept as late.

    Raises
    ------
    NotAllowed
        ``question.other_office``.
    Invalid
        The answer is empty or too long.
    Conflict
        ``question.answered``: with other words already.
    """
    locked_room()
    held = Asked.objects.select_for_update().get(id=asked.id)
    if held.office_id != by.office_id:
        raise NotAllowed("question.other_office", _("This question was put to another office."))
    text = check_text(text, 4000, "answer", needed=True)
    if held.answered_at is not None:
        if held.answer == text:
            return held
        raise Conflict("question.answered", _("This question was answered already."), field="answer")
    held.answer, held.answered_at, held.answered_by = text, wall(), by
    held.save(update_fields=["answer", "answered_at", "answered_by"])
    late = held.answered_at > held.closes_at
    note("question.answered", question=held.key, number=held.number, post=by.pk, late=late)
    return held

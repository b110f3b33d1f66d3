"""Ask a question on the spot: drawn at random from the bank, or one chosen by a controller."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.room.journal import note
from fangxian.drill.room.models import Asked, Room
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.offices import addressees, played
from fangxian.drill.room.queries.standing import locked_room, script
from fangxian.drill.room.wall import wall
from fangxian.drill.scenario.guide import Question
from fangxian.drill.world.chance import Purpose, below, second_below, word
from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger import clock


@transaction.atomic
def ask_question(
    *, key: str = "", office: Office | None = None, by: Post | None = None, id: UUID | None = None
) -> Asked:
    """Put a question to an office; its timer runs from now on, in real time.

    Parameters
    ----------
    key : str
        Which question; by default one drawn among those not asked yet. What is drawn follows from the seed of the
        drill and the number of the question, so that nobody can be suspected of choosing.
    office : Office
        To whom; by default one drawn among those the question is for, those that people play first.

    Raises
    ------
    NotAllowed
        The post is neither a controller's nor an evaluator's.
    Invalid
        ``question.unknown``.
    Conflict
        ``room.over``; ``question.none_left``; ``question.nobody``.
    """
    room = locked_room()
    require_in_room(by, EVALUATE, room)
    number = id or uuid4()
    held = Asked.objects.filter(id=number).first()
    if held is not None:
        return held
    count = Asked.objects.count() + 1
    seed, chosen = _question(key, count)
    where = office.pk if office is not None else _draw_office(room, chosen, seed, count)
    now = wall()
    asked = Asked.objects.create(
        id=number, key=chosen.id, number=count, office_id=where, text_zh=chosen.text.zh, text_en=chosen.text.en,
        points=chosen.points, at=clock.now(), asked_at=now, closes_at=now + timedelta(seconds=chosen.seconds),
    )  # fmt: skip
    note("question.asked", question=chosen.id, number=count, office=where, drawn=not key)
    return asked


def _question(key: str, count: int) -> tuple[int, Question]:
    held, package = script()
    if key:
        if key not in package.question_of:
            raise Invalid("question.unknown", _("There is no question %(key)s."), key=key, field="question")
        return held.seed, package.question_of[key]
    done = set(Asked.objects.values_list("key", flat=True))
    left = [one for one in package.questions if one.id not in done]
    if not left:
        raise Conflict(
            "question.none_left",
            _("Every question of the bank was asked."),
            remedy=_("Choose one to ask it again."),
        )
    return held.seed, left[below(word(held.seed, Purpose.QUESTION, count), len(left))]


def _draw_office(room: Room, question: Question, seed: int, count: int) -> int:
    offices = addressees([to.model_dump() for to in question.to], room.area)
    people = played()
    among = [one for one in offices if one in people] or offices
    if not among:
        raise Conflict("question.nobody", _("There is no office that this question is for."))
    return among[second_below(word(seed, Purpose.QUESTION, count), len(among))]

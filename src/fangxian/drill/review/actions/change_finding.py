"""Change a finding before the report is signed; add one, leave one out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.drill.evaluation.findings import LEVELS, RANK
from fangxian.drill.review.models import Draft
from fangxian.drill.review.queries import pack_of, unsigned
from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.standing import the_room
from fangxian.drill.room.wall import wall
from fangxian.errors import Invalid
from fangxian.protocol.roles import ROLES
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.jurisdiction.models import Post

_OWN: Final = "own."


@dataclass(frozen=True, slots=True)
class Changes:
    """What a finding is to say.

    A text that is written in one language only stands for both.
    """

    what_zh: str
    what_en: str
    rating: str
    level: str
    role: str
    due: date
    retest: date
    clause: str = ""


@transaction.atomic
def change_finding(draft: Draft, changes: Changes, *, by: Post | None = None) -> Draft:
    """Change a finding.

    Raises
    ------
    NotAllowed
        The post is neither a controller's nor an evaluator's.
    Conflict
        ``review.signed``.
    Invalid
        A field breaks a rule; `context` names it.
    """
    require_in_room(by, EVALUATE, the_room())
    with curtain.lifted():
        unsigned()
        held = Draft.objects.select_for_update().get(id=draft.id)
        _write(held, changes, by)
        held.save()
    note("finding.changed", finding=held.key, by=by.pk if by else None)
    return held


@transaction.atomic
def add_finding(changes: Changes, *, by: Post | None = None, id: UUID | None = None) -> Draft:
    """Write a finding of one's own; the same id again is the one there is.

    Raises
    ------
    NotAllowed, Conflict, Invalid
        As of :func:`change_finding`.
    """
    require_in_room(by, EVALUATE, the_room())
    number = id or uuid4()
    with curtain.lifted():
        unsigned()
        held = Draft.objects.filter(id=number).first()
        if held is not None:
            return held
        made = Draft(id=number, key=f"{_OWN}{number.hex[:12]}")
        _write(made, changes, by)
        made.save(force_insert=True)
    note("finding.added", finding=made.key, by=by.pk if by else None)
    return made


@transaction.atomic
def drop_finding(draft: Draft, *, back: bool = False, by: Post | None = None) -> Draft:
    """Leave a finding out of the report, or take it back in.

    Raises
    ------
    NotAllowed, Conflict
        As of :func:`change_finding`.
    """
    require_in_room(by, EVALUATE, the_room())
    with curtain.lifted():
        unsigned()
        held = Draft.objects.select_for_update().get(id=draft.id)
        held.dropped, held.edited_at, held.edited_by = not back, wall(), by
        held.save(update_fields=["dropped", "edited_at", "edited_by"])
    note("finding.taken_back" if back else "finding.dropped", finding=held.key, by=by.pk if by else None)
    return held


def _write(held: Draft, changes: Changes, by: Post | None) -> None:
    zh, en = changes.what_zh.strip(), changes.what_en.strip()
    held.what_zh = check_text(zh or en, 600, "what_zh", needed=True)
    held.what_en = check_text(en or zh, 900, "what_en", needed=True)
    held.rating = check_choice(changes.rating, tuple(RANK), "rating")
    held.level = check_choice(changes.level, ("", *LEVELS), "level")
    held.role = check_choice(changes.role, tuple(ROLES), "role")
    if changes.retest < changes.due:
        raise Invalid(
            "finding.order",
            _("It is tested again after it was put right, not before."),
            remedy=_("Correct one of the two days."),
            field="retest",
        )
    held.due, held.retest = changes.due, changes.retest
    clause = changes.clause.strip()
    if clause and clause not in {one.id for one in pack_of().clauses}:
        raise Invalid(
            "finding.clause",
            _("The rulebook has no clause “%(clause)s”."),
            remedy=_("Leave it empty, or copy the clause's name from the rulebook."),
            field="clause",
            clause=clause,
        )
    held.clause = clause
    held.edited_at, held.edited_by = wall(), by

"""Keep an evaluation in the exercise's workspace, and propose findings to the evaluators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from fangxian.drill.evaluation.findings import Finding, findings
from fangxian.drill.review.models import Draft, Review
from fangxian.drill.review.queries import evaluated, pack_of, unsigned
from fangxian.drill.room import curtain
from fangxian.drill.room.journal import note
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.standing import script, the_room
from fangxian.drill.room.wall import wall
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def keep_evaluation(data: Mapping[str, Any]) -> Review:
    """Keep an evaluation; an earlier one is replaced, but for findings that somebody changed or wrote.

    Parameters
    ----------
    data : Mapping
        As :func:`fangxian.drill.evaluation.present.as_data` gives it.

    Raises
    ------
    NotFound
        ``room.none``: the workspace has no control room.
    Conflict
        ``review.signed``: it was released already.
    """
    the_room()
    with curtain.lifted(), access.everywhere():
        unsigned()
        plain = {name: value for name, value in data.items() if name != "findings"}
        review, _made = Review.objects.update_or_create(
            singleton=True, defaults={"data": plain, "until": clock.now(), "made_at": wall()}
        )
        _propose(review)
    note("review.made", until=review.until.isoformat())
    return review


@transaction.atomic
def propose_again(*, by: Post | None = None) -> int:
    """Propose findings anew from the figures and what evaluators have rated by now; return how many there are.

    Raises
    ------
    NotAllowed
        The post is neither a controller's nor an evaluator's.
    NotFound, Conflict
        ``review.none``, ``review.signed``.
    """
    require_in_room(by, EVALUATE, the_room())
    with curtain.lifted(), access.everywhere():
        held = unsigned(needed=True)
        assert held is not None
        count = _propose(held)
    note("finding.proposed", count=count)
    return count


def _propose(review: Review) -> int:
    """Bring the proposals up to date; what a person changed stays as they left it."""
    found = findings(evaluated(review), script()[1], pack_of())
    Draft.objects.filter(edited_at=None).exclude(key__in=[one.id for one in found]).delete()
    touched = set(Draft.objects.exclude(edited_at=None).values_list("key", flat=True))
    for one in found:
        if one.id not in touched:
            named = {"id": derived(review.id, one.id)}
            Draft.objects.update_or_create(key=one.id, defaults=columns(one), create_defaults=columns(one) | named)
    return Draft.objects.count()


def columns(one: Finding) -> dict[str, Any]:
    """A finding as its row has it."""
    return {
        "what_zh": one.what.zh[:600], "what_en": one.what.en[:900], "rating": one.rating, "level": one.level,
        "role": one.role, "due": one.due, "retest": one.retest, "clause": one.clause,
        "evidence": [list(ref) for ref in one.evidence],
    }  # fmt: skip

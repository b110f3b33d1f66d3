"""Reads of the review: the report as it stands, its findings, and who may see it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from fangxian.drill.evaluation.compare import compare
from fangxian.drill.evaluation.findings import RANK, Finding, ordered
from fangxian.drill.review.models import Draft, Review
from fangxian.drill.room import curtain
from fangxian.drill.room.models import Asked, Observation, Room
from fangxian.drill.room.policies import EVALUATE, require_in_room
from fangxian.drill.room.queries.standing import script
from fangxian.errors import Conflict, Invalid, NotFound
from fangxian.protocol.pack import Pack, load_pack
from fangxian.protocol.schema.base import Text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


def unsigned(*, needed: bool = False) -> Review | None:
    """The review while it can still be changed; only behind the curtain.

    Raises
    ------
    Conflict
        ``review.signed``.
    NotFound
        ``review.none``: it is needed, and nothing was evaluated yet.
    """
    held = Review.objects.first()
    if held is not None and held.released_at is not None:
        raise Conflict(
            "review.signed",
            _("The report was signed by %(signer)s: nothing in it is changed any more."),
            remedy=_("Write what is missing into the next exercise, or into the findings once they were imported."),
            signer=held.signer,
        )
    if held is None and needed:
        raise _none()
    return held


def released() -> Review | None:
    """The review, once it was signed and released: then everybody of the exercise sees it."""
    return Review.objects.exclude(released_at=None).first()


def seen_by(post: Post, room: Room) -> Review | None:
    """The review as far as a post may see it; None where there is none yet.

    Raises
    ------
    NotAllowed
        It has not been released, and the post is neither a controller's nor an evaluator's.
    """
    held = released()
    if held is not None:
        return held
    require_in_room(post, EVALUATE, room)
    with curtain.lifted():
        return Review.objects.first()


def report_data() -> dict[str, Any]:
    """The report: as it was signed, else the evaluation with questions, ratings and findings as they stand now.

    Raises
    ------
    NotFound
        ``review.none``.
    """
    with curtain.lifted():
        held = Review.objects.first()
        if held is None:
            raise _none()
        if held.kept is not None:
            return dict(held.kept)
        return evaluated(held) | {"findings": [one.as_data() for one in present_findings()]}


def evaluated(held: Review) -> dict[str, Any]:
    """The evaluation with what evaluators have asked, scored and rated by now; only behind the curtain."""
    seen = seen_by_evaluators()
    data: dict[str, Any] = dict(held.data) | seen
    share = points_share(seen["questions"])
    data["figures"] = held.data["figures"] | {"questions.share": share}
    measures = [one.measure for one in script()[1].guide if one.measure is not None]
    rated = {one.figure: one.rating(share) for one in measures if one.figure == "questions.share" and share is not None}
    data["ratings"] = held.data["ratings"] | rated
    return data


def points_share(questions: list[dict[str, Any]]) -> float | None:
    """Share of the points of the questions that were scored."""
    scored = [one for one in questions if one["score"] is not None]
    possible = sum(int(one["points"]) for one in scored)
    return sum(int(one["score"]) for one in scored) / possible if possible else None


def present_findings() -> list[Finding]:
    """Findings that the report will hold, the gravest first; only behind the curtain."""
    return ordered(of_draft(one) for one in Draft.objects.filter(dropped=False))


def of_draft(one: Draft) -> Finding:
    """A finding as the report has it."""
    return Finding(
        one.key, Text(zh=one.what_zh, en=one.what_en), one.rating, one.level, one.role, one.due, one.retest, one.clause,
        tuple((kind, name) for kind, name in one.evidence),
    )  # fmt: skip


def seen_by_evaluators() -> dict[str, Any]:
    """Questions with their scores and observations, as a report's data has them; only behind the curtain."""
    zone = clock.zone()
    with access.everywhere():
        asked = list(Asked.objects.select_related("office").order_by("number"))
        rows = list(Observation.objects.select_related("by").order_by("made_at"))
    latest = {(one.by_id, one.check_key): one.id for one in rows if one.rating}
    questions = [
        {
            "id": str(one.id), "office": {"zh": one.office.name, "en": one.office.name_en or one.office.name},
            "text": {"zh": one.text_zh, "en": one.text_en}, "points": one.points, "score": one.score,
            "answered": one.answered_at is not None,
            "late": one.answered_at is not None and one.answered_at > one.closes_at,
        }
        for one in asked
    ]  # fmt: skip
    observations = [
        {
            "id": str(one.id), "check": one.check_key,
            "rating": one.rating if latest.get((one.by_id, one.check_key)) == one.id else "", "note": one.note,
            "who": {"zh": one.by.title, "en": one.by.title_en or one.by.title},
            "at": one.at.astimezone(zone).isoformat(),
        }
        for one in rows
    ]  # fmt: skip
    return {"questions": questions, "observations": observations}


def compared(earlier: bytes, data: Mapping[str, Any]) -> dict[str, Any]:
    """An earlier run's evaluation beside this one.

    Raises
    ------
    Invalid
        ``review.earlier``: the file is no evaluation.
    """
    try:
        return compare(json.loads(earlier), data).as_data()
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid(
            "review.earlier",
            _("This is no evaluation of an exercise: %(reason)s."),
            remedy=_("Choose the JSON file that the report of the earlier run gave."),
            field="file",
            reason=str(error)[:80],
        ) from None


def drafts() -> list[Draft]:
    """Every finding, the gravest first and those left out last; only behind the curtain."""
    rows = Draft.objects.select_related("edited_by").order_by("key")
    return sorted(rows, key=lambda one: (one.dropped, -RANK[one.rating]))


def pack_of() -> Pack:
    """The rulebook that the exercise is worked by."""
    held, package = script()
    return load_pack(package.manifest.variant(held.variant or None).pack)


def _none() -> NotFound:
    return NotFound(
        "review.none",
        _("This exercise has not been evaluated yet."),
        remedy=_("It is evaluated by itself when it ends or is stopped."),
    )

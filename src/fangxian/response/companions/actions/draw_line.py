"""Draw the line: a person chooses the last tier that is acted on, says why, and signs."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.companions.actions._held import locked, require_state
from fangxian.response.companions.facts import search_fact
from fangxian.response.companions.models import Search
from fangxian.response.companions.policies import SIGN, require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record

MOST_HITS = 20_000
"""Hits that one search may bring in for review."""


@transaction.atomic
def draw_line(
    search: Search, *, tier: int, reason: str, signed_by: str, id: UUID | None = None, by: Post | None = None
) -> Search:
    """Draw the line below a tier; the hits above it are taken in for review.

    The same line again changes nothing, save that hits that could not be taken in are taken in again.

    Raises
    ------
    NotAllowed
        The post may not sign searches there.
    Invalid
        There is no such tier, no reason or no signer is given, or more people lie above the line than can be reviewed.
    Conflict
        ``search.line``: another line was drawn already; ``search.state``.
    """
    held = locked(search)
    require_in(by, SIGN, held.area)
    if held.line == tier:
        return _again(held)
    if held.line is not None:
        raise Conflict(
            "search.line",
            _("The line was drawn below tier %(line)s already."),
            remedy=_("Ask for another search to look further."),
            line=held.line,
        )
    require_state(held, Search.State.ANSWERED)
    chosen = _tier_of(held, tier)
    held.line_reason = check_text(reason, 300, "reason", needed=True)
    held.line_by = check_text(signed_by, 120, "signed_by", needed=True)
    held.line, held.line_persons, held.line_at = tier, chosen["so_far"], clock.now()
    held.state, held.done, held.whole = Search.State.TAKING, 0, chosen["so_far"]
    held.save(update_fields=["line", "line_persons", "line_at", "line_by", "line_reason", "state", "done", "whole"])
    said = {"tier": tier, "persons": held.line_persons, "reason": held.line_reason, "signer": held.line_by}
    record([search_fact(held, "search.line_drawn", said, request=id or uuid4())])
    return held


def _again(held: Search) -> Search:
    """The search as it stands; one whose hits could not be taken in waits for them anew."""
    if held.state == Search.State.FAILED:
        held.state, held.error = Search.State.TAKING, ""
        held.save(update_fields=["state", "error"])
    return held


def _tier_of(held: Search, tier: int) -> dict[str, Any]:
    tiers: list[dict[str, Any]] = held.answer["tiers"]
    chosen = next((one for one in tiers if one["number"] == tier), None)
    if chosen is None:
        raise Invalid(
            "search.tier",
            _("There is no tier %(tier)s."),
            remedy=_("Choose one of those shown."),
            field="tier",
            tier=tier,
        )
    if chosen["so_far"] > MOST_HITS:
        raise Invalid(
            "search.too_many",
            _("%(persons)s people lie above this line; at most %(most)s can be reviewed one by one."),
            remedy=_("Draw it higher, or narrow the search: venues, vehicles, more minutes."),
            field="tier",
            persons=chosen["so_far"],
            most=MOST_HITS,
        )
    return chosen

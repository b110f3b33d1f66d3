"""Reject hits with a reason; nobody learns who they were."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.companions.actions._held import count_decisions, locked, locked_hits
from fangxian.response.companions.facts import search_fact
from fangxian.response.companions.models import Hit, Reason, Search
from fangxian.response.companions.policies import JUDGE, require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.record import record


@transaction.atomic
def reject_hits(
    search: Search,
    hits: Sequence[UUID],
    *,
    reason: str,
    note: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> list[Hit]:
    """Reject hits: they are no companions. The same reason again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not judge hits there.
    Invalid
        The reason is unknown, another reason is not put in words, or a hit is not of this search.
    Conflict
        ``hit.accepted``: one was accepted; that must be taken back first. ``search.state``.
    """
    held = locked(search, Search.State.REVIEW)
    require_in(by, JUDGE, held.area)
    check_choice(reason, Reason.values, "reason")
    text = check_text(note, 300, "note", needed=reason == Reason.OTHER)
    found = locked_hits(held, hits)
    accepted = next((hit for hit in found if hit.decision == Hit.Decision.ACCEPTED), None)
    if accepted is not None:
        raise Conflict(
            "hit.accepted",
            _("%(hit)s was accepted and is a contact now."),
            remedy=_("Take that back first."),
            hit=accepted.code,
        )
    chosen = [hit for hit in found if (hit.decision, hit.reason, hit.note) != (Hit.Decision.REJECTED, reason, text)]
    fresh = sum(hit.decision == Hit.Decision.WAITING for hit in chosen)
    for hit in chosen:
        hit.decision, hit.reason, hit.note = Hit.Decision.REJECTED, reason, text
        hit.decided_at, hit.decided_by = clock.now(), context.actor()
    Hit.objects.bulk_update(chosen, ["decision", "reason", "note", "decided_at", "decided_by"], batch_size=1000)
    count_decisions(held)
    if fresh:
        why = f"{reason}: {text}" if text else reason
        said = {"decision": "rejected", "count": fresh, "reason": why}
        record([search_fact(held, "search.judged", said, request=id or uuid4())])
    return found

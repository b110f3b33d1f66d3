"""Take decisions on hits back: they wait again, and what accepting them recorded is voided."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.response.casework.actions import void_relationships
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Relationship
from fangxian.response.companions.actions._held import count_decisions, locked, locked_hits
from fangxian.response.companions.facts import search_fact
from fangxian.response.companions.models import Hit, Search
from fangxian.response.companions.policies import JUDGE, require_in
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def take_back(search: Search, hits: Sequence[UUID], *, id: UUID | None = None, by: Post | None = None) -> list[Hit]:
    """Let hits wait for a decision again. Of accepted ones the exposures are voided; other exposures stay.

    Raises
    ------
    NotAllowed
        The post may not judge hits there.
    Invalid, Conflict
        As :func:`reject_hits`.
    """
    held = locked(search, Search.State.REVIEW)
    require_in(by, JUDGE, held.area)
    found = locked_hits(held, hits)
    chosen = [hit for hit in found if hit.decision != Hit.Decision.WAITING]
    request = id or uuid4()
    exposures = [UUID(one) for hit in chosen for one in hit.exposures]
    with access.everywhere():
        rows = list(Relationship.objects.filter(id__in=exposures, voided_at=None).select_related("source"))
        reason = _("The decision on the hit was taken back.")
        void_relationships(rows, reason=reason, at=clock.now(), request=derived(request, "void"))
    for hit in chosen:
        hit.decision, hit.reason, hit.note, hit.exposures = Hit.Decision.WAITING, "", "", []
        hit.decided_at, hit.decided_by = None, ""
    fields = ["decision", "reason", "note", "exposures", "decided_at", "decided_by"]
    Hit.objects.bulk_update(chosen, fields, batch_size=1000)
    count_decisions(held)
    if chosen:
        said = {"decision": "taken_back", "count": len(chosen)}
        record([search_fact(held, "search.judged", said, request=request)])
    return found

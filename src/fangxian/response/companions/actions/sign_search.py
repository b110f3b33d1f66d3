"""Sign a search: from now on it may run, and the record says who answers for it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.writing import check_text
from fangxian.response.companions.actions._held import locked, require_state
from fangxian.response.companions.facts import RECORD_CLASS, parameters, search_fact
from fangxian.response.companions.models import Search
from fangxian.response.companions.policies import require_signer
from fangxian.response.companions.standing import require_standing
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.authors import who
from fangxian.response.ledger.record import record


@transaction.atomic
def sign_search(search: Search, *, signed_by: str, id: UUID | None = None, by: Post | None = None) -> Search:
    """Sign a search that was asked for; it is queued. Signing it again changes nothing.

    The fact ``collection.started`` opens what the rulebook asks of data of this class: that they are erased.

    Raises
    ------
    NotAllowed
        The post may not sign searches there.
    Conflict
        ``search.own_signature``: the post asked for it itself; ``search.standing``: somebody is no longer a case or
        contact; ``search.state``.
    Invalid
        Nobody is named as signing.
    """
    held = locked(search)
    require_signer(by, held)
    if held.signed_at is not None:
        return held
    require_state(held, Search.State.REQUESTED)
    name = check_text(signed_by, 120, "signed_by", needed=True)
    require_standing(held)
    held.signed_at, held.signed_by, held.signer = clock.now(), name, by
    held.state, held.done, held.whole = Search.State.QUEUED, 0, len(held.people)
    held.save(update_fields=["signed_at", "signed_by", "signer", "state", "done", "whole"])
    said = {
        "purpose": held.purpose,
        "cases": [f"person:{one['person']}" for one in held.people],
        "parameters": parameters(held),
        "clause": held.clause,
        "asked_by": who(f"post:{held.requester_id}") if held.requester_id else None,
        "signer": name,
    }
    request = id or uuid4()
    kept = {"record_class": RECORD_CLASS, "purpose": held.purpose}
    record(
        [
            search_fact(held, "search.signed", said, request=request),
            search_fact(held, "collection.started", kept, request=request),
        ]
    )
    return held

"""Stop a search before it has answered, or decline to sign it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_text
from fangxian.response.companions import stays
from fangxian.response.companions.actions._held import locked, require_state
from fangxian.response.companions.facts import RECORD_CLASS, search_fact
from fangxian.response.companions.models import Search
from fangxian.response.companions.policies import ASK, SIGN, require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger.record import record

STOPPABLE = (
    Search.State.REQUESTED,
    Search.State.QUEUED,
    Search.State.RUNNING,
    Search.State.FAILED,
)


@transaction.atomic
def cancel_search(search: Search, *, reason: str = "", id: UUID | None = None, by: Post | None = None) -> Search:
    """Cancel a search: the job that runs it stops at the next case. Again changes nothing.

    Raises
    ------
    NotAllowed
        The post may neither ask for nor sign searches there.
    Conflict
        ``search.state``: it has answered already; ``search.line_drawn``: hits may have come in; only erasing ends that.
    """
    held = locked(search)
    require_in(by, SIGN if may(by, SIGN) else ASK, held.area)
    if held.state == Search.State.CANCELLED:
        return held
    require_state(held, *STOPPABLE)
    if held.line is not None:
        raise Conflict(
            "search.line_drawn",
            _("The line was drawn already, and hits may have come in."),
            remedy=_("Erase the search: that leaves a proof."),
        )
    text = check_text(reason, 300, "reason")
    held.state, held.error = Search.State.CANCELLED, ""
    held.save(update_fields=["state", "error"])
    stays.answer_file(held.id).unlink(missing_ok=True)
    request = id or uuid4()
    facts = [search_fact(held, "search.cancelled", {"reason": text}, request=request)]
    if held.signed_at is not None:  # what the signature opened ends: nothing was kept
        gone = {"record_class": RECORD_CLASS, "count": 0, "proof": "nothing was kept"}
        facts.append(search_fact(held, "record.erased", gone, request=request))
    record(facts)
    return held

"""Approve a bulletin that somebody else wrote."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.bulletins.models import Bulletin
from fangxian.response.bulletins.policies import SIGN, require_in, rule_of, two_persons
from fangxian.response.bulletins.writing import hold, still_open, whom
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def approve_bulletin(bulletin: Bulletin, *, id: UUID | None = None, by: Post | None = None) -> Bulletin:
    """Approve a draft; one that is approved already is returned as it stands.

    Raises
    ------
    NotAllowed
        The post may not approve bulletins there.
    Conflict
        ``bulletin.closed``; ``bulletin.own``: whoever wrote it last cannot approve it, by the rulebook.
    """
    require_in(by, SIGN, bulletin.area)
    held = still_open(hold(bulletin))
    if held.state == Bulletin.State.APPROVED:
        return held
    if by is not None and two_persons(rule_of(held.incident), by) and held.writer_id == by.holder_id:
        raise Conflict(
            "bulletin.own",
            _("Whoever wrote a bulletin does not approve it: the rulebook asks for a second person."),
            remedy=_("Have somebody else with the right to approve read it."),
        )
    now = clock.now()
    held.state, held.approved_at = Bulletin.State.APPROVED, now
    held.approver = by.holder if by is not None else None
    held.save(update_fields=["state", "approved_at", "approver"])
    signer = str(by or held.signer)[:120]
    record([whom(held).fact("bulletin.approved", now, {"signer": signer}, request=id or uuid4())])
    return held

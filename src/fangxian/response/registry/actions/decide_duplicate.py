"""Two persons are not the same: the pair leaves the queue and never comes back; or the decision is taken back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.registry.models import Duplicate


@transaction.atomic
def tell_apart(pair: Duplicate, *, note: str = "", by: Post | None = None) -> Duplicate:
    """Remember that the two are not the same person. Saying so again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not record people where the two are.
    Conflict
        They are merged; the merge must be undone.
    """
    held = _locked(pair, by)
    if held.state == Duplicate.State.WAITING:
        held.state, held.note = Duplicate.State.DIFFERENT, " ".join(note.split())[:300]
        held.decided_at, held.decided_by = clock.now(), context.actor()
        held.save(update_fields=["state", "note", "decided_at", "decided_by"])
    return held


@transaction.atomic
def reopen_pair(pair: Duplicate, *, by: Post | None = None) -> Duplicate:
    """Take back that the two are not the same: the pair waits again.

    Raises
    ------
    NotAllowed, Conflict
        As :func:`tell_apart`.
    """
    held = _locked(pair, by)
    held.state, held.note, held.decided_at, held.decided_by = Duplicate.State.WAITING, "", None, ""
    held.save(update_fields=["state", "note", "decided_at", "decided_by"])
    return held


def _locked(pair: Duplicate, by: Post | None) -> Duplicate:
    if by is not None:
        require(by, "case.write", pair.area)
    held = Duplicate.objects.select_for_update().get(pk=pair.pk)
    if held.state == Duplicate.State.MERGED:
        raise Conflict(
            "duplicate.merged", _("The two have been merged."), remedy=_("Undo the merge; the pair is then told apart.")
        )
    return held

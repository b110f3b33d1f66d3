"""A merge was wrong: both entries stand again as they were."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.protocol.fact import VOIDED
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record
from fangxian.response.ledger.store import lock_subjects
from fangxian.response.registry import moving
from fangxian.response.registry.followers import followers
from fangxian.response.registry.models import Duplicate, Merge, Person


@transaction.atomic
def undo_merge(merge: Merge, *, reason: str, by: Post | None = None) -> Merge:
    """Undo a merge. What was recorded after it stays with the surviving entry. Undoing it again changes nothing.

    The pair is remembered as not the same person, so that it does not come up again.

    Raises
    ------
    NotAllowed
        The post may not record people in the areas of both.
    Invalid
        No reason is given.
    Conflict
        ``merge.later``: a later merge rests on this one and must be undone first.
    """
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise Invalid("value.missing", _("This cannot be left empty."), remedy=_("Fill it in."), field="reason")
    with access.everywhere():
        kept, merged = merge.kept, merge.merged
        lock_subjects({kept.subject, merged.subject})
        held = Merge.objects.select_for_update().get(pk=merge.pk)
    if by is not None:
        for area in (kept.area, merged.area):
            require(by, "case.write", area)
    if held.undone_at is not None:
        return held
    with access.everywhere():
        _refuse_if_built_upon(held)
        facts = [step for step in held.moved if step["step"] == "fact"]
        whole = moving.take_back([step for step in held.moved if step["step"] != "fact"])
        Person.objects.filter(pk=merged.pk).update(merged_into=None)
        now = clock.now()
        held.undone_at, held.undone_by, held.undo_reason = now, context.actor(), reason
        held.save(update_fields=["undone_at", "undone_by", "undo_reason"])
        said = {"id": str(held.fact), "subject": merged.subject, "area": merged.area, "incident": None}
        # Rows that changed since the merge keep what they were given then; what is derived follows from the rest.
        again = [] if whole else [e for f in followers() for one in (kept, merged) for e in f.settle(one, held.id)]
        record([*(_void(step, held, reason) for step in (said, *facts)), *again])
        first, second = sorted((kept.id, merged.id))
        Duplicate.objects.filter(first=first, second=second).update(
            state=Duplicate.State.DIFFERENT, decided_at=now, decided_by=held.undone_by, note=reason
        )
    return held


def _refuse_if_built_upon(merge: Merge) -> None:
    about = Q(kept=merge.kept_id) | Q(merged=merge.kept_id)
    standing = Merge.objects.filter(about, undone_at=None, at__gte=merge.at).select_related("kept", "merged")
    others = {other.fact: other for other in standing}
    order = FactRow.objects.filter(id__in=others).order_by("-seq").values_list("id", flat=True)
    last = others[order[0]]
    if last.pk != merge.pk:
        raise Conflict(
            "merge.later",
            _("%(label)s was merged into %(kept)s later, on top of this."),
            remedy=_("Undo that merge first."),
            label=last.merged.label,
            kept=last.kept.label,
        )


def _void(step: moving.Step, merge: Merge, reason: str) -> Entry:
    return Entry(
        kind=VOIDED,
        subject=step["subject"],
        at=clock.now(),
        area=step["area"],
        attributes={"reason": reason},
        incident=UUID(step["incident"]) if step["incident"] else None,
        corrects=UUID(step["id"]),
        id=uuid5(merge.id, step["id"]),
    )

"""Take a file of findings back: its facts are voided and their tasks are gone."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock, context
from fangxian.response.ledger.record import record
from fangxian.response.rectification.facts import FOUND, whom
from fangxian.response.rectification.models import Intake
from fangxian.response.rectification.policies import MANAGE, require_in


@transaction.atomic
def undo_intake(intake: Intake, reason: str, *, by: Post | None = None) -> Intake:
    """Take an intake back; again changes nothing. The same file may be taken in again afterwards.

    Raises
    ------
    NotAllowed
        The post may not take findings in there.
    Invalid
        No reason is given.
    Conflict
        ``findings.acted_on``: something of it was put right or tested again already.
    """
    require_in(by, MANAGE, intake.area)
    reason = check_text(reason, 300, "reason", needed=True)
    with access.everywhere():
        held = Intake.objects.select_for_update().get(id=intake.id)
        if held.undone_at is not None:
            return held
        findings = list(held.findings.select_related("intake"))
        acted = held.findings.filter(Q(rectified_at__isnull=False) | Q(retested_at__isnull=False)).count()
        if acted:
            raise Conflict(
                "findings.acted_on",
                _("%(count)s findings of this file were put right or tested again already."),
                remedy=_("Leave it in, and have the single finding closed by its re-check."),
                count=acted,
            )
        now = clock.now()
        said = {"reason": reason}
        record(
            [
                whom(one).fact("fact.voided", now, said, request=one.id, corrects=derived(one.id, FOUND, ""))
                for one in findings
            ]
        )
        held.undone_at, held.undone_by, held.undone_because = now, context.actor(), reason
        held.save(update_fields=["undone_at", "undone_by", "undone_because"])
    return held

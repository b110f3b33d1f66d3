"""Open a closed place one stage further, on evidence alone."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.writing import check_text
from fangxian.response.containment.models import Closure
from fangxian.response.containment.policies import require_signer
from fangxian.response.containment.reopening import stages
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def open_stage(closure: Closure, *, signer: str, id: UUID | None = None, by: Post | None = None) -> Closure:
    """Begin the next stage of re-opening; the last one opens the place.

    No signature takes the place of a condition.

    Raises
    ------
    NotAllowed
        The post may not sign there.
    Invalid
        Nobody signs.
    Conflict
        ``closure.open``: it is open. ``closure.no_stages``: the rulebook in force has none. ``closure.not_yet``:
        a condition does not hold or is not known to; `context` names them.
    """
    require_signer(by, closure.area)
    signer = check_text(signer, 120, "signer", needed=True)
    held = Closure.objects.select_for_update(of=("self",)).select_related("place").get(id=closure.id)
    if held.opened_at is not None:
        raise Conflict("closure.open", _("%(name)s is open."), name=held.place.name)
    now = clock.now()
    step = next((one for one in stages(held, now) if one.next), None)
    if step is None:
        raise Conflict(
            "closure.no_stages",
            _("The rulebook in force has no stages of re-opening."),
            remedy=_("Have it completed by an order, or decide on the place anew."),
        )
    if not step.met:
        raise Conflict(
            "closure.not_yet",
            _("The conditions do not hold: %(failing)s."),
            remedy=_("Bring the evidence; no signature takes its place."),
            failing="; ".join(check.title for check in step.checks if check.truth is not True),
        )
    held.stage, held.stage_at = step.stage.id, now
    held.opened_at = now if step.last else None
    held.save(update_fields=["stage", "stage_at", "opened_at"])
    kind = "place.reopened" if step.last else "place.stage_opened"
    said = {"stage": step.stage.id, "signer": signer}
    whom = Whom(held.incident_id, held.subject, held.area)
    record([whom.fact(kind, now, said, request=id or uuid4())])
    return held

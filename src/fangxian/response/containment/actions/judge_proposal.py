"""What becomes of a proposal before it is signed: an expert's opinion, or a signed refusal."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.writing import check_choice, check_text
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Opinion, Proposal, Zone
from fangxian.response.containment.policies import require_reporter, require_signer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def give_opinion(
    about: Proposal | Zone,
    verdict: str,
    *,
    expert: str,
    text: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Opinion:
    """Record what an expert says of a proposal, or of a zone in force.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The verdict is unknown, no expert is named, or one who does not agree gives no reason.
    """
    require_reporter(by, about.area)
    check_choice(verdict, Opinion.Verdict.values, "verdict")
    expert = check_text(expert, 120, "expert", needed=True)
    text = check_text(text, 600, "text", needed=verdict != Opinion.Verdict.AGREE)
    at = at or clock.now()
    check_past(at, "at")
    request = id or uuid4()
    held = Opinion.objects.filter(id=request).first()
    if held is not None:
        return held
    made = Opinion.objects.create(
        id=request, zone=about.id, area=about.area, expert=expert, verdict=verdict, text=text, at=at
    )
    said = {"opinion": verdict, "expert": expert, "reason": text}
    record([zone_fact(_zone(about), "zone.commented", at, said, request=request)])
    return made


@transaction.atomic
def refuse_proposal(
    proposal: Proposal, *, signed_by: str, reason: str, id: UUID | None = None, by: Post | None = None
) -> Proposal:
    """Decide that no zone is drawn; the clock of the proposal ends with the signed reason.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        Nobody signs, or no reason is given.
    Conflict
        ``proposal.decided``: it is signed already.
    """
    require_signer(by, proposal.area)
    signer = check_text(signed_by, 120, "signed_by", needed=True)
    reason = check_text(reason, 300, "reason", needed=True)
    held = Proposal.objects.select_for_update().get(id=proposal.id)
    if held.state == Proposal.State.REFUSED:
        return held
    if held.state == Proposal.State.SIGNED:
        raise Conflict(
            "proposal.decided",
            _("%(name)s has been signed already."),
            remedy=_("Lift the zone instead."),
            name=held.name,
        )
    now = clock.now()
    held.state, held.decided_at, held.decided_by, held.refusal = Proposal.State.REFUSED, now, signer, reason
    held.save(update_fields=["state", "decided_at", "decided_by", "refusal"])
    said = {"signer": signer, "reason": reason}
    record([zone_fact(_zone(held), "zone.refused", now, said, request=id or uuid4())])
    return held


def _zone(about: Proposal | Zone) -> Zone:
    if isinstance(about, Zone):
        return about
    return Zone(id=about.id, incident_id=about.incident_id, area=about.area)

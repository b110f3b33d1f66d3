"""Lift a zone, when its conditions hold, or with a signed reason."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.containment.criteria import Criteria, criteria_to_lift
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_signer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def lift_zone(
    zone: Zone,
    *,
    at: datetime,
    signed_by: str,
    reason: str = "",
    certainty: str = "",
    note: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Zone:
    """Lift the zone.

    Parameters
    ----------
    at : datetime
        From when it no longer holds. Aware.
    signed_by : str
        Who decided it.
    reason : str
        Why it is lifted before its conditions hold; without one that is refused.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        Nobody signed, or the time cannot be right.
    Conflict
        ``zone.too_early``: a condition does not hold or is not known to; `context` names them and, where the
        rulebook counts days, the first day on which they suffice. ``zone.lifted``: it is lifted already.
    """
    require_signer(by, zone.area)
    check_past(at, "at")
    zone = Zone.objects.select_for_update().select_related("incident").get(id=zone.id)
    if zone.lifted_at is not None:
        if zone.lifted_at == at:
            return zone
        raise Conflict("zone.lifted", _("%(name)s has been lifted already."), name=zone.name)
    if at < zone.effective_from:
        raise Invalid(
            "zone.order",
            _("A zone cannot be lifted before it was in force."),
            remedy=_("Correct the time."),
            field="at",
        )
    if not signed_by.strip():
        raise Invalid(
            "zone.unsigned",
            _("A zone is lifted by a named person."),
            remedy=_("Name who signed."),
            field="signed_by",
        )
    criteria = criteria_to_lift(zone, at)
    if criteria.met is not True and not reason.strip():
        raise too_early(zone, criteria)
    zone.lifted_at = at
    zone.save(update_fields=["lifted_at"])
    said = {"signer": signed_by, "reason": reason, "certainty": certainty, "note": note}
    record([zone_fact(zone, "zone.lifted", at, said, request=id or uuid4())])
    return zone


def too_early(zone: Zone, criteria: Criteria) -> Conflict:
    """The refusal to lift or lower a zone whose conditions do not hold."""
    failing = [check.title for check in criteria.checks if check.truth is not True]
    return Conflict(
        "zone.too_early",
        _("%(name)s does not meet the conditions to be lifted: %(failing)s."),
        remedy=_("Lift it from %(earliest)s on if no infection is found, or give a reason and sign for it."),
        name=zone.name,
        failing="; ".join(failing) or "–",
        earliest=criteria.earliest or "–",
    )

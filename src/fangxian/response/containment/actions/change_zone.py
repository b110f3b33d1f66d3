"""Lower or raise a zone in force: another kind of the rulebook, signed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.containment.actions.lift_zone import too_early
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_signer
from fangxian.response.containment.rulebook import kinds_in_force
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def change_zone(
    zone: Zone,
    kind: str,
    *,
    at: datetime,
    signed_by: str,
    reason: str = "",
    until: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Zone:
    """Put the zone under another kind of measures.

    Parameters
    ----------
    kind : str
        Key of a kind of the pack in force that restricts something; what restricts nothing is a lifting.
    reason : str
        Why it is raised, or lowered before its conditions hold.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        ``zone.kind``: no such kind, or the present one. ``zone.order``: before it was in force.
    Conflict
        ``zone.lifted``, or ``zone.too_early`` as for lifting.
    """
    require_signer(by, zone.area)
    check_past(at, "at")
    signer = check_text(signed_by, 120, "signed_by", needed=True)
    zone = Zone.objects.select_for_update().get(id=zone.id)
    if zone.lifted_at is not None:
        raise Conflict("zone.lifted", _("%(name)s has been lifted already."), name=zone.name)
    kinds = kinds_in_force(zone.incident_id, at)
    wanted, present = kinds.get(kind), kinds.get(zone.kind)
    if wanted is None or wanted.rank == 0 or kind == zone.kind:
        raise Invalid(
            "zone.kind",
            _("The rulebook in force has no zone “%(kind)s” that can be declared."),
            remedy=_("Choose one of: %(known)s."),
            field="kind",
            kind=kind,
            known=", ".join(key for key, row in kinds.items() if row.rank > 0 and key != zone.kind) or "–",
        )
    if at < zone.effective_from:
        raise Invalid(
            "zone.order", _("This lies before the zone was in force."), remedy=_("Correct the time."), field="at"
        )
    raised = present is None or wanted.rank > present.rank
    reason = check_text(reason, 300, "reason", needed=raised)
    if not raised:
        criteria = criteria_to_lift(zone, at)
        if criteria.met is not True and not reason:
            raise too_early(zone, criteria)
    said = {"level": kind, "from": zone.kind, "until": until, "signer": signer, "note": reason}
    zone.kind, zone.until = kind, until or zone.until
    zone.save(update_fields=["kind", "until"])
    record([zone_fact(zone, "zone.changed", at, said, request=id or uuid4())])
    return zone

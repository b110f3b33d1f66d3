"""Review whether a zone is still needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.containment.criteria import criteria_to_lift
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_signer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record

DECISIONS: Final[dict[str, Any]] = {
    "keep": _("keep it as it is"),
    "lower": _("lower it"),
    "lift": _("lift it"),
    "raise": _("raise it"),
}
"""What a review can come to."""


@transaction.atomic
def review_zone(
    zone: Zone,
    decision: str,
    *,
    at: datetime,
    office: str = "",
    certainty: str = "",
    note: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record a review; whether the conditions to lift hold is computed, never typed in.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        The decision is unknown, or the time lies in the future.
    """
    require_signer(by, zone.area)
    check_past(at, "at")
    if decision not in DECISIONS:
        raise Invalid(
            "zone.decision",
            _("“%(decision)s” is no decision on a zone."),
            remedy=_("Use one of: %(known)s."),
            field="decision",
            decision=decision,
            known=", ".join(DECISIONS),
        )
    said = {
        "decision": decision,
        "criteria_met": criteria_to_lift(zone, at).met,
        "office": office,
        "certainty": certainty,
        "note": note,
    }
    record([zone_fact(zone, "zone.reviewed", at, said, request=id or uuid4())])

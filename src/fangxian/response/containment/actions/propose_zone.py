"""Propose a zone: the tracer's word to headquarters, which starts the clock to decide and publish."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import REPORT
from fangxian.response.containment.rulebook import restricted_kind
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record


@transaction.atomic
def propose_zone(
    incident: Incident,
    *,
    kind: str,
    unit: str,
    area: str,
    reason: str,
    triggered_at: datetime,
    id: UUID,
    by: Post | None = None,
) -> str:
    """Record a proposal; returns the zone's subject, which :func:`declare_zone` takes over by the same id.

    Parameters
    ----------
    reason : str
        Scope and grounds, in words.
    triggered_at : datetime
        When the case that gave rise to it was found: the clock counts from then. Aware.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The pack in force has no such kind or unit, no ground is given, or the time cannot be right.
    """
    if by is not None:
        require(by, REPORT, area)
    check_past(triggered_at, "triggered_at")
    now = clock.now()
    restricted_kind(incident.id, kind, unit, now)
    if not reason.strip():
        raise Invalid(
            "zone.no_ground",
            _("A zone is proposed with its scope and grounds."),
            remedy=_("Say which part is meant, and why."),
            field="reason",
        )
    proposed = Zone(id=id, incident=incident, kind=kind, area=area)
    said = {"level": kind, "unit": unit, "area": area, "reason": reason.strip(), "triggered_at": triggered_at}
    record([zone_fact(proposed, "zone.proposed", now, said, request=id)])
    return proposed.subject

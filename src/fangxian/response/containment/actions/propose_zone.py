"""Propose a zone: the tracer's word to headquarters, which starts the clock to decide and publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.writing import check_text
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Proposal, Zone
from fangxian.response.containment.policies import require_reporter
from fangxian.response.containment.rulebook import restricted_kind
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record

MOST_UNITS: Final = 2000
"""Units that one proposal names at most; more are a larger unit."""


@dataclass(frozen=True, slots=True)
class Covered:
    """What a proposal covers and whom it confines.

    Attributes
    ----------
    units : sequence of mapping
        `id` or area code, `name`, `level`, `people` and `reason` (code and values) of each unit; empty for the
        whole area.
    shape : sequence of pairs or None
        The ring that was drawn, in degrees.
    people : int or None
        Who lives there; None where nobody knows.
    estimated : bool
        Whether `people` is an estimate for want of a list.
    cases, visits, contacts : int or None
        Homes of cases, places they visited and homes of close contacts inside.
    """

    units: Sequence[dict[str, Any]] = ()
    shape: Sequence[Sequence[float]] | None = None
    people: int | None = None
    estimated: bool = False
    cases: int | None = None
    visits: int | None = None
    contacts: int | None = None


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
    name: str = "",
    covered: Covered = Covered(),
    by: Post | None = None,
) -> str:
    """Record a proposal; returns the zone's subject, which :func:`declare_zone` takes over by the same id.

    Parameters
    ----------
    reason : str
        Scope and grounds, in words.
    triggered_at : datetime
        When the case that gave rise to it was found: the clock counts from then. Aware.
    name : str
        Of the zone that it would become; the reason's first words if left empty.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The pack in force has no such kind or unit, no ground is given, too many units are named, or the time
        cannot be right.
    """
    require_reporter(by, area)
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
    if len(covered.units) > MOST_UNITS:
        raise Invalid(
            "zone.units",
            _("A proposal names at most %(most)s units."),
            remedy=_("Take the larger units around them."),
            field="units",
            most=MOST_UNITS,
        )
    reason = check_text(reason, 300, "reason")
    if Proposal.objects.filter(id=id).exists():
        return f"zone:{id}"
    made = Proposal.objects.create(
        id=id, incident=incident, area=area, name=check_text(name, 160, "name") or reason[:160], kind=kind, unit=unit,
        units=list(covered.units), shape=list(covered.shape) if covered.shape else None, reason=reason,
        people=covered.people, estimated=covered.estimated, cases=covered.cases, visits=covered.visits,
        contacts=covered.contacts, triggered_at=triggered_at, proposed_at=now, author=by,
    )  # fmt: skip
    said = {"level": kind, "unit": unit, "area": area, "reason": reason, "triggered_at": triggered_at}
    record([zone_fact(Zone(id=id, incident=incident, area=area), "zone.proposed", now, said, request=id)])
    return made.subject

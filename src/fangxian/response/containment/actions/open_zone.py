"""Put a signed zone in force when its hour has come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_signer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def open_zone(
    zone: Zone,
    *,
    unit: str = "",
    until: datetime | None = None,
    last_case_at: datetime | None = None,
    population: int | None = None,
    certainty: str = "",
    by: Post | None = None,
) -> None:
    """Record that the zone is in force since its stated hour.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        ``time.future``: its hour has not come.
    """
    require_signer(by, zone.area)
    check_past(zone.effective_from, "effective_from")
    said = {
        "level": zone.kind,
        "unit": unit,
        "until": until,
        "last_case_at": last_case_at,
        "population": population,
        "certainty": certainty,
    }
    record([opening(zone, said)])


def opening(zone: Zone, said: Mapping[str, Any]) -> Entry:
    """The fact that a zone is in force."""
    return zone_fact(zone, "zone.opened", zone.effective_from, {"area": zone.area, **said}, request=zone.id)

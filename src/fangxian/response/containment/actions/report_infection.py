"""Record a new infection in a zone: the days to lift count anew."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def report_infection(
    zone: Zone,
    *,
    at: datetime,
    person: str = "",
    certainty: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record that an infection was found in the zone at `at`.

    Parameters
    ----------
    person : str
        Subject of the person, ``person:<uuid>``, where one is in the register.

    Raises
    ------
    NotAllowed
        The post may not record infections there.
    Invalid
        The time lies in the future.
    """
    require_reporter(by, zone.area)
    check_past(at, "at")
    said = {"person": person, "level": zone.kind, "certainty": certainty}
    record([zone_fact(zone, "zone.case_found", at, said, request=id or uuid4())])

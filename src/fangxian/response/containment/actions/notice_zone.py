"""Record that the notice of a zone was published."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_signer
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def notice_zone(
    zone: Zone,
    *,
    at: datetime,
    until: datetime | None = None,
    help_line: str = "",
    scope: str = "",
    notice: UUID | None = None,
    certainty: str = "",
    note: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record the publication: evidence for the notice clock where it states an end and a help line.

    Parameters
    ----------
    at : datetime
        When it was published. Aware.
    until : datetime or None
        The time limit that the notice states.
    help_line, scope : str
        Where people turn to, and what the notice says it covers.

    Raises
    ------
    NotAllowed
        The post may not sign zones there.
    Invalid
        The time lies in the future.
    """
    require_signer(by, zone.area)
    check_past(at, "at")
    said = {
        "until": until,
        "help_line": help_line,
        "scope": scope,
        "notice": str(notice) if notice else None,
        "certainty": certainty,
        "note": note,
    }
    record([zone_fact(zone, "zone.noticed", at, said, request=id or uuid4())])

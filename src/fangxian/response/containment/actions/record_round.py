"""Record a round in which everybody of a zone was tested."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.containment.facts import check_past, zone_fact
from fangxian.response.containment.models import Zone
from fangxian.response.containment.policies import require_reporter
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def record_round(
    zone: Zone, *, at: datetime, tested: int, all_negative: bool, id: UUID | None = None, by: Post | None = None
) -> None:
    """Record the round: evidence for the zone's test days and for the condition that everybody is negative.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The time lies in the future, or nobody was tested.
    """
    require_reporter(by, zone.area)
    check_past(at, "at")
    if tested < 1:
        raise Invalid("round.nobody", _("Somebody was tested."), remedy=_("Give the number."), field="tested")
    said = {"tested": tested, "all_negative": all_negative}
    record([zone_fact(zone, "zone.round_tested", at, said, request=id or uuid4())])

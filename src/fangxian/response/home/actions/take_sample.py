"""Record that somebody was sampled at home."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.actions.record_sample import record_sample
from fangxian.response.casework.writing import check_time
from fangxian.response.home.models import HomeStay
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import refuse_over
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock


@transaction.atomic
def take_sample(stay: HomeStay, *, at: datetime | None = None, id: UUID | None = None, by: Post | None = None) -> UUID:
    """Record one sample, and return its id; the rulebook's clauses say for which day it stands.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        The time lies in the future.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    refuse_over(stay)
    at = check_time(at or clock.now(), "at")
    with access.everywhere():
        return record_sample(
            stay.incident, person=stay.person, at=at, sample=id or uuid4(), method="single", assay="pcr",
            reason="quarantine",
        )  # fmt: skip

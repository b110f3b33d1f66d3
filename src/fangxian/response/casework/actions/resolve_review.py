"""Mark a row of an import as looked at."""

from __future__ import annotations

from django.db import transaction

from fangxian.response.casework.models import ReviewRow
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock


@transaction.atomic
def resolve_review(row: ReviewRow, *, by: Post | None = None) -> ReviewRow:
    """Note that somebody has dealt with a row; doing so twice changes nothing.

    Raises
    ------
    NotAllowed
        The post may not import lists there.
    """
    if by is not None:
        require(by, "case.import", row.area)
    if row.resolved_at is None:
        row.resolved_at = clock.now()
        row.save(update_fields=["resolved_at"])
    return row

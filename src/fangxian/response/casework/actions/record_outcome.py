"""Record how an illness ended."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import OUTCOMES, Whom
from fangxian.response.casework.models import Case
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_time, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def record_outcome(
    case: Case,
    outcome: str,
    *,
    at: datetime,
    institution: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> Case:
    """Record that a case recovered or died.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    Invalid
        `outcome` is neither ``recovered`` nor ``died``.
    """
    require_in(by, "case.write", case.area)
    check_choice(outcome, OUTCOMES, "outcome")
    check_time(at, "at")
    lock_persons([case.subject])
    case.outcome = outcome
    case.save(update_fields=["outcome"])
    said = {"institution": institution}
    record([Whom.of_case(case).fact(OUTCOMES[outcome], at, said, request=id or uuid4())])
    return case

"""File the case investigation 个案调查表."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Case
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_time, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def file_investigation(
    case: Case,
    *,
    at: datetime,
    form: str = "",
    office: str = "",
    certainty: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record that the investigation of a case was filed.

    Parameters
    ----------
    form : str
        Key of the form that was used, where the rulebook names one.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    Invalid
        The time lies in the future.
    """
    require_in(by, "case.write", case.area)
    check_time(at, "at")
    lock_persons([case.subject])
    said = {"form": form, "office": office, "certainty": certainty}
    record([Whom.of_case(case).fact("case.investigation_filed", at, said, request=id or uuid4())])

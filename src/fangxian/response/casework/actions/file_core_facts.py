"""File the core facts of a case 核心信息: who, where, whom they met, as far as known in the first hours."""

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
def file_core_facts(
    case: Case,
    *,
    at: datetime,
    contacts: int | None = None,
    places: int | None = None,
    office: str = "",
    certainty: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record that the core facts were filed, with how many contacts and places they name.

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
    said = {"contacts": contacts, "places": places, "office": office, "certainty": certainty}
    record([Whom.of_case(case).fact("case.core_facts_filed", at, said, request=id or uuid4())])

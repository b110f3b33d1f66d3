"""Establish the day on which a case fell ill."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Case
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_time, lock_persons, recorded
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def record_onset(
    case: Case,
    onset_on: date,
    *,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> Case:
    """Record the local day of the first symptom, established at `at` (by default now).

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    Invalid
        The day lies after the day it was established on.
    """
    require_in(by, "case.write", case.area)
    established = check_time(at or clock.now(), "at")
    if onset_on > established.astimezone(clock.zone()).date():
        raise Invalid(
            "case.onset_future",
            _("The day of onset, %(value)s, lies in the future."),
            remedy=_("Correct it, or leave it empty until it is known."),
            field="onset_on",
            value=onset_on,
        )
    lock_persons([case.subject])
    fact = Whom.of_case(case).fact("case.onset_established", established, {"onset_on": onset_on}, request=id or uuid4())
    if recorded([fact.id]):
        return case
    case.onset_on = onset_on
    case.save(update_fields=["onset_on"])
    record([fact])
    return case

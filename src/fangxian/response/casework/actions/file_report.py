"""Note that a case was reported directly to the national network 网络直报."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Case
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_time, lock_persons, recorded
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record

CHANNELS = ("network", "phone", "paper")
"""Ways to report."""


@transaction.atomic
def file_report(
    case: Case,
    *,
    at: datetime,
    channel: str = "network",
    institution: str = "",
    card: str = "",
    certainty: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record the report of a case: evidence for the reporting clock.

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    Invalid
        The channel is unknown, or the time lies in the future.
    """
    require_in(by, "case.write", case.area)
    check_time(at, "at")
    check_choice(channel, CHANNELS, "channel")
    lock_persons([case.subject])
    said = {
        "channel": channel,
        "institution": institution,
        "card": card,
        "certainty": certainty,
        "classification": case.classification if case.classification != "excluded" else None,
    }
    fact = Whom.of_case(case).fact("case.reported", at, said, request=id or uuid4())
    if not recorded([fact.id]):
        record([fact])

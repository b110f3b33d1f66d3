"""Decide what happens to an exposed place, and record that it was disinfected."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Incident
from fangxian.response.ledger.record import record
from fangxian.response.registry.models import Place

DECISIONS: Final = {
    "close": _("close it"),
    "disinfect": _("disinfect it"),
    "restrict": _("restrict it"),
    "none": _("nothing, with the reason"),
}
"""What can be decided; closing and disinfecting owe a disinfection by most rulebooks."""

WORKS: Final = {
    "terminal": _("terminal disinfection"),
    "ongoing": _("ongoing disinfection"),
    "preventive": _("preventive disinfection"),
}
"""Kinds of disinfection 消毒类别."""


@transaction.atomic
def decide_place(
    place: Place,
    incident: Incident,
    decision: str,
    *,
    at: datetime | None = None,
    until: datetime | None = None,
    legal_basis: str = "",
    reason: str = "",
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record the decision on a place.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The decision is unknown, or nothing is to happen and no reason is given.
    """
    require_in(by, "case.write", place.area)
    check_choice(decision, DECISIONS, "decision")
    reason = check_text(reason, 300, "reason", needed=decision == "none")
    legal_basis = check_text(legal_basis, 300, "legal_basis")
    at = check_time(at or clock.now(), "at")
    whom = Whom(incident.id, place.subject, place.area)
    said = {"decision": decision, "until": until, "legal_basis": legal_basis, "note": reason}
    request = id or uuid4()
    entries = [whom.fact("place.decided", at, said, request=request)]
    if decision == "close":
        said = {"until": until, "legal_basis": legal_basis, "reason": reason}
        entries.append(whom.fact("place.closed", at, said, request=request))
    record(entries)


@transaction.atomic
def disinfect_place(
    place: Place,
    incident: Incident,
    *,
    work: str = "terminal",
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record that a place was disinfected.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The kind of disinfection is unknown, or the time lies in the future.
    """
    require_in(by, "case.write", place.area)
    check_choice(work, WORKS, "work")
    at = check_time(at or clock.now(), "at")
    whom = Whom(incident.id, place.subject, place.area)
    record([whom.fact("place.disinfected", at, {"work": work}, request=id or uuid4())])

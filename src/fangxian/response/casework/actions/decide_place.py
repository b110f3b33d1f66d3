"""Decide what happens to exposed places, and record that they were disinfected; one or hundreds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text, check_time
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What is decided on a place.

    Attributes
    ----------
    at : datetime or None
        When; now by default. Aware.
    until : datetime or None
        Until when it is to hold.
    reason : str
        Needed where nothing is to happen.
    id : UUID
        Minted by the caller; sending it twice records it once.
    """

    place: Place
    decision: str
    at: datetime | None = None
    until: datetime | None = None
    legal_basis: str = ""
    reason: str = ""
    id: UUID = field(default_factory=uuid4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disinfected:
    """A disinfection of a place: which kind of work, when (now by default), and the request's id."""

    place: Place
    work: str = "terminal"
    at: datetime | None = None
    id: UUID = field(default_factory=uuid4)


def decide_place(place: Place, incident: Incident, decision: str, *, by: Post | None = None, **said: Any) -> None:
    """Record the decision on a place; the keywords are the fields of :class:`Decided`.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The decision is unknown, or nothing is to happen and no reason is given.
    """
    decide_places(incident, [Decided(place=place, decision=decision, **said)], by=by)


@transaction.atomic
def decide_places(incident: Incident, decided: Sequence[Decided], *, by: Post | None = None) -> None:
    """Record decisions on many places in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`decide_place`.
    """
    now = clock.now()
    record([entry for one in decided for entry in _decision(incident, one, now, by)])


def _decision(incident: Incident, one: Decided, now: datetime, by: Post | None) -> list[Entry]:
    require_in(by, "case.write", one.place.area)
    check_choice(one.decision, DECISIONS, "decision")
    reason = check_text(one.reason, 300, "reason", needed=one.decision == "none")
    legal_basis = check_text(one.legal_basis, 300, "legal_basis")
    at = check_time(one.at or now, "at", now)
    whom = Whom(incident.id, one.place.subject, one.place.area)
    said = {"decision": one.decision, "until": one.until, "legal_basis": legal_basis, "note": reason}
    entries = [whom.fact("place.decided", at, said, request=one.id)]
    if one.decision == "close":
        said = {"until": one.until, "legal_basis": legal_basis, "reason": reason}
        entries.append(whom.fact("place.closed", at, said, request=one.id))
    return entries


def disinfect_place(place: Place, incident: Incident, *, by: Post | None = None, **said: Any) -> None:
    """Record that a place was disinfected; the keywords are the fields of :class:`Disinfected`.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        The kind of disinfection is unknown, or the time lies in the future.
    """
    disinfect_places(incident, [Disinfected(place=place, **said)], by=by)


@transaction.atomic
def disinfect_places(incident: Incident, done: Sequence[Disinfected], *, by: Post | None = None) -> None:
    """Record many disinfections in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`disinfect_place`.
    """
    now = clock.now()
    entries = []
    for one in done:
        require_in(by, "case.write", one.place.area)
        check_choice(one.work, WORKS, "work")
        at = check_time(one.at or now, "at", now)
        whom = Whom(incident.id, one.place.subject, one.place.area)
        entries.append(whom.fact("place.disinfected", at, {"work": one.work}, request=one.id))
    record(entries)

"""Bring a contact under control: quarantine begins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses, refuse_long
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_time, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.loading import update
from fangxian.response.ledger.record import record

MODES = ("central", "home", "hospital")
"""Ways to carry out a quarantine: at a designated site, at home, in hospital."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The beginning of one contact's quarantine.

    Attributes
    ----------
    at : datetime
        When it began. Aware.
    mode : str
        ``central``, ``home`` or ``hospital``.
    until : datetime or None
        When it is to end, where an order says so; otherwise the rulebook's clock decides.
    place : str
        Subject of the site, ``place:<uuid>``; empty where it is not in the register.
    legal_basis : str
        What the measure rests on.
    group, signer : str
        Group with a rule of its own, and who signed for the way where that is not the rulebook's.
    """

    contact: Contact
    at: datetime
    mode: str = "central"
    until: datetime | None = None
    place: str = ""
    room: str = ""
    legal_basis: str = ""
    group: str = ""
    signer: str = ""
    certainty: str = ""
    id: UUID = field(default_factory=uuid4)


def control_contact(contact: Contact, *, by: Post | None = None, **said: Any) -> None:
    """Record that a contact's quarantine began; the keywords are the fields of :class:`Control`.

    Raises
    ------
    NotAllowed
        The post may not record cases and contacts there.
    Invalid
        The mode is unknown, the time lies in the future, or it is to last longer than the rule allows
        (``quarantine.long``): that takes :func:`extend_quarantine`.
    """
    control_contacts([Control(contact=contact, **said)], by=by)


@transaction.atomic
def control_contacts(controls: Sequence[Control], *, by: Post | None = None) -> None:
    """Record the beginning of many quarantines, in a few statements and one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`control_contact`.
    """
    now = clock.now()
    for control in controls:
        require_in(by, "case.write", control.contact.area)
        check_time(control.at, "at", now)
        check_choice(control.mode, MODES, "mode")
    courses = Courses(now)
    for control in controls:
        course = courses.of(control.contact) if control.until is not None else None
        if course is not None and control.certainty != "reconstructed":
            refuse_long(course.quarantine_ends, control.until, courses.zone, course.regime.cite)
    lock_persons(control.contact.subject for control in controls)
    for control in controls:
        contact = control.contact
        contact.controlled_at = max(contact.controlled_at or control.at, control.at)
    update([control.contact for control in controls], ["controlled_at"])
    record(
        [
            Whom(control.contact.incident_id, control.contact.subject, control.contact.area).fact(
                "quarantine.started",
                control.at,
                {
                    "mode": control.mode,
                    "until": control.until,
                    "place": control.place,
                    "room": control.room,
                    "legal_basis": control.legal_basis,
                    "group": control.group,
                    "signer": control.signer,
                    "certainty": control.certainty,
                    "area": control.contact.area,
                },
                request=control.id,
            )
            for control in controls
        ]
    )

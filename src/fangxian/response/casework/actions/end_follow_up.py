"""End the follow-up of contacts, whether or not anybody saw them on the last day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses, refuse_early
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text, check_time, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """The end of one contact's follow-up.

    Attributes
    ----------
    at : datetime or None
        When it ends; now by default. Aware.
    reason : str
        Why, in words; needed where somebody signs for an earlier end.
    signer : str
        Who signs for ending it before the rule's last day.
    """

    contact: Contact
    at: datetime | None = None
    reason: str = ""
    signer: str = ""
    id: UUID = field(default_factory=uuid4)


def end_follow_up(contact: Contact, *, by: Post | None = None, **said: Any) -> None:
    """End the follow-up of one contact; the keywords are the fields of :class:`Ending`.

    It needs no last visit. Ending what has ended changes nothing; a newer exposure begins it anew.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        ``follow_up.early``: the rule's last day has not come and nobody signs.
    Conflict
        ``follow_up.confined``: the contact is still in quarantine.
    """
    end_follow_ups([Ending(contact=contact, **said)], by=by)


@transaction.atomic
def end_follow_ups(endings: Sequence[Ending], *, by: Post | None = None) -> None:
    """End the follow-up of many contacts in one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`end_follow_up`.
    """
    now = clock.now()
    for ending in endings:
        require_in(by, "case.write", ending.contact.area)
        check_text(ending.reason, 300, "reason", needed=bool(ending.signer.strip()))
        check_text(ending.signer, 120, "signer")
    lock_persons(ending.contact.subject for ending in endings)
    rows = Contact.objects.select_for_update().in_bulk([ending.contact.id for ending in endings])
    courses = Courses(now)
    entries, changed = [], []
    for ending in endings:
        contact = rows[ending.contact.id]
        at = check_time(ending.at or now, "at", now)
        if contact.follow_up_ended_at is not None:
            continue
        if contact.controlled_at is not None and contact.ended_at is None and contact.became_case_at is None:
            raise Conflict(
                "follow_up.confined",
                _("%(number)s is still in quarantine."),
                remedy=_("Record the release first."),
                number=contact.number,
            )
        course = courses.of(contact)
        if course is not None:
            last = course.stages[-1].clause
            cite = last.cite if last is not None else course.regime.cite
            refuse_early(course.follow_up_ends, at, ending.signer, courses.zone, what="follow_up", cite=cite)
        contact.follow_up_ended_at = at
        contact.ended_at = contact.ended_at or at
        changed.append(contact)
        whom = Whom(contact.incident_id, contact.subject, contact.area)
        said = {"reason": ending.reason, "signer": ending.signer.strip()}
        entries.append(whom.fact("followup.ended", at, said, request=ending.id))
        if course is not None and course.regime.monitoring_days:
            entries.append(whom.fact("monitoring.ended", at, said, request=ending.id))
    Contact.objects.bulk_update(changed, ["follow_up_ended_at", "ended_at"], batch_size=1000)
    record(entries)
    for ending in endings:
        ending.contact.follow_up_ended_at = rows[ending.contact.id].follow_up_ended_at
        ending.contact.ended_at = rows[ending.contact.id].ended_at

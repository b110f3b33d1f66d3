"""Keep somebody in quarantine beyond the rule's last day: only with a signature and a reason."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Contact
from fangxian.response.casework.observation import Courses
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text, check_time, lock_persons, recorded
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def extend_quarantine(
    contact: Contact,
    until: date,
    *,
    signer: str,
    reason: str,
    at: datetime | None = None,
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Record a signed extension; the review that the rulebook asks of a measure begins anew with it.

    Parameters
    ----------
    until : date
        The new last day, local; after the one that holds now.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        Nobody signs, no reason is given, or the day is no later (``quarantine.not_longer``).
    Conflict
        ``quarantine.none``: the contact is not in quarantine.
    """
    require_in(by, "case.write", contact.area)
    now = clock.now()
    at = check_time(at or now, "at", now)
    signer = check_text(signer, 120, "signer", needed=True)
    reason = check_text(reason, 300, "reason", needed=True)
    lock_persons([contact.subject])
    held = Contact.objects.select_for_update().get(id=contact.id)
    end = datetime.combine(until + timedelta(days=1), time(), clock.zone())
    said = {"until": end, "signer": signer, "reason": reason}
    fact = Whom(held.incident_id, held.subject, held.area).fact("quarantine.extended", at, said, request=id or uuid4())
    if recorded([fact.id]):
        return
    in_quarantine(held, at)
    courses = Courses(now)
    course = courses.of(held)
    last = course.quarantine_ends if course is not None else held.quarantine_until
    if last is not None and until <= last:
        raise Invalid(
            "quarantine.not_longer",
            _("Quarantine lasts until %(day)s already."),
            remedy=_("An extension needs a later day; an earlier end is a release that somebody signs."),
            field="until",
            day=last.isoformat(),
        )
    held.quarantine_until = contact.quarantine_until = until
    held.save(update_fields=["quarantine_until"])
    record([fact])


def in_quarantine(contact: Contact, at: datetime) -> None:
    """Raise unless the contact is in quarantine: not let go, and no case by that time.

    Raises
    ------
    Conflict
        ``quarantine.none``.
    """
    ill = contact.became_case_at is not None and contact.became_case_at <= at
    if contact.controlled_at is None or contact.ended_at is not None or ill:
        raise Conflict(
            "quarantine.none",
            _("%(number)s is not in quarantine."),
            remedy=_("Record the beginning of the quarantine first."),
            number=contact.number,
        )

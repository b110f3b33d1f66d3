"""Release a contact from quarantine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from fangxian.response.casework.actions.control_contact import MODES
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.keepers import keepers
from fangxian.response.casework.models import Contact, Relationship
from fangxian.response.casework.observation import Course, Courses, refuse_early
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_choice, check_text, check_time, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The end of one contact's quarantine: when, from which mode, with which certificate.

    `signer` is who signs for a release before the rule's last day, and `reason` why they do.
    """

    contact: Contact
    at: datetime
    mode: str = "central"
    certificate: str = ""
    signer: str = ""
    reason: str = ""
    certainty: str = ""
    id: UUID = field(default_factory=uuid4)


def release_contact(contact: Contact, *, by: Post | None = None, **said: Any) -> None:
    """Record a release; the keywords are the fields of :class:`Release`.

    A release that is entered late ends nothing where a newer exposure had been established after it. Whoever has a
    bed at a site is let go by the site, or by a signature, which ends the stay in the same moment.

    Raises
    ------
    NotAllowed
        The post may not record cases and contacts there.
    Conflict
        ``quarantine.in_house``: the contact has a bed at a site, and nobody signs.
    Invalid
        The mode is unknown, the time lies in the future, or the rule's last day of quarantine has not come and
        nobody signs (``quarantine.early``). What is reconstructed from published totals is taken as it is.
    """
    release_contacts([Release(contact=contact, **said)], by=by)


@transaction.atomic
def release_contacts(releases: Sequence[Release], *, by: Post | None = None) -> None:
    """Record many releases, in a few statements and one call of the ledger; all or none.

    Raises
    ------
    NotAllowed, Invalid, Conflict
        As :func:`release_contact`.
    """
    now = clock.now()
    for release in releases:
        require_in(by, "case.write", release.contact.area)
        check_time(release.at, "at", now)
        check_choice(release.mode, MODES, "mode")
        check_text(release.signer, 120, "signer")
        check_text(release.reason, 300, "reason", needed=bool(release.signer.strip()))
    lock_persons(release.contact.subject for release in releases)
    latest = _latest_exposures([release.contact for release in releases])
    courses = Courses(now)
    for release in releases:
        contact = release.contact
        course = courses.of(contact)
        if release.certainty != "reconstructed":
            _refuse_early(course, release, courses)
        exposed = latest.get((contact.incident_id, contact.person_id))
        if exposed is None or exposed <= release.at:
            for keeper in keepers():
                keeper.release(contact, release.at, release.signer, release.id)
            contact.ended_at = _ended(contact, release.at, exposed)
            if course is None or course.quarantine_ends == course.follow_up_ends:
                contact.follow_up_ended_at = contact.ended_at  # nobody is watched beyond quarantine
        else:
            _begin_anew(contact, release.at)
    Contact.objects.bulk_update(
        [release.contact for release in releases], ["ended_at", "follow_up_ended_at"], batch_size=1000
    )
    record(
        [
            Whom(release.contact.incident_id, release.contact.subject, release.contact.area).fact(
                "quarantine.released",
                release.at,
                {
                    "mode": release.mode,
                    "certificate": release.certificate,
                    "certainty": release.certainty,
                    "signer": release.signer.strip(),
                    "note": release.reason,
                },
                request=release.id,
            )
            for release in releases
        ]
    )


def _begin_anew(contact: Contact, at: datetime) -> None:
    """A newer exposure stands: the quarantine that the release ended is not the one which it asks for."""
    begun = Contact.objects.filter(pk=contact.pk, controlled_at__lte=at)
    if begun.update(controlled_at=None, quarantine_until=None):
        contact.controlled_at = contact.quarantine_until = None


def _ended(contact: Contact, at: datetime, exposed: datetime | None) -> datetime:
    """When quarantine ended: of two releases without a new exposure between them, the one recorded first ended it."""
    ended = contact.ended_at
    return at if ended is None or (exposed is not None and ended < exposed) else ended


def _refuse_early(course: Course | None, release: Release, courses: Courses) -> None:
    if course is None:
        return
    confining = [stage for stage in course.stages if stage.name != "monitoring"]
    clause = confining[-1].clause if confining else None
    cite = clause.cite if clause is not None else course.regime.cite
    refuse_early(course.quarantine_ends, release.at, release.signer, courses.zone, what="quarantine", cite=cite)


def _latest_exposures(contacts: Sequence[Contact]) -> dict[tuple[UUID, UUID], datetime]:
    """When each contact's last standing exposure was established."""
    rows = (
        Relationship.objects.filter(person__in={c.person_id for c in contacts}, voided_at=None)
        .values("incident_id", "person_id")
        .annotate(latest=Max("identified_at"))
        .values_list("incident_id", "person_id", "latest")
    )
    return {(incident, person): latest for incident, person, latest in rows}

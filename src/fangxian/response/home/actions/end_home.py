"""Somebody stops staying at home: let go when every condition holds, or to hospital."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.actions.release_contact import release_contact
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time, lock_persons
from fangxian.response.documents.actions import issue_document
from fangxian.response.documents.models import Issued
from fangxian.response.home.keeping import refuse_unmet
from fangxian.response.home.models import HomeStay
from fangxian.response.home.policies import RUN, require_in
from fangxian.response.home.staying import close_home, locked_home
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def release_home(
    stay: HomeStay, *, signer: str, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Issued:
    """Let somebody go, with a certificate; an earlier end is signed with the case workers.

    Parameters
    ----------
    signer : str
        Who signs the certificate.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Conflict
        ``home.conditions``: a condition does not hold, or is not known to. ``home.over``: they were let go already.
    """
    require_in(by, RUN, stay.area)
    at = check_time(at or clock.now(), "at")
    signer = check_text(signer, 120, "signer", needed=True)
    request = id or uuid4()
    with access.everywhere():
        lock_persons([stay.subject])
        made = Issued.objects.filter(id=derived(request, "certificate")).first()
        if made is not None:
            return made
        held = locked_home(stay)
        refuse_unmet(held, at)
        close_home(held, at, HomeStay.Ended.RELEASED)
        release_contact(held.contact, at=at, mode="home", id=request)
        return issue_document(
            "release_certificate", held.contact, signer=signer, purpose=str(_("Release from isolation at home")),
            said={"where": str(_("at home"))}, id=derived(request, "certificate"),
        )  # fmt: skip


@transaction.atomic
def send_to_hospital(
    stay: HomeStay, *, reason: str, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> HomeStay:
    """Record that somebody was brought from home to hospital.

    Raises
    ------
    NotAllowed
        The post may not run quarantine there.
    Invalid
        No reason is given, or the time cannot be right.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, RUN, stay.area)
    at = check_time(at or clock.now(), "at")
    reason = check_text(reason, 300, "reason", needed=True)
    with access.everywhere():
        lock_persons([stay.subject])
        held = locked_home(stay)
        if (held.ended_at, held.ended_to) == (at, HomeStay.Ended.HOSPITAL):
            return held
        close_home(held, at, HomeStay.Ended.HOSPITAL)
        said = {"mode": "hospital", "reason": reason}
        whom = Whom(held.incident_id, held.subject, held.area)
        record([whom.fact("quarantine.moved", at, said, request=id or uuid4())])
        return held

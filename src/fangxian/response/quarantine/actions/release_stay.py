"""Let somebody go: only when every condition is computed to hold."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.actions.release_contact import release_contact
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.writing import check_text, check_time, lock_persons
from fangxian.response.documents.actions import issue_document
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record
from fangxian.response.quarantine.criteria import release_of
from fangxian.response.quarantine.followers import tell_sent_home
from fangxian.response.quarantine.leaving import locked_stay, vacate
from fangxian.response.quarantine.models import Stay
from fangxian.response.quarantine.policies import RUN, require_in


@transaction.atomic
def release_stay(
    stay: Stay, *, signer: str, at: datetime | None = None, id: UUID | None = None, by: Post | None = None
) -> Issued | None:
    """Let somebody go, home for good with a certificate, or on to isolation at home where the rulebook asks for it.

    There is no signature that lets somebody go before: whoever decides that signs for it with the case workers, in
    :func:`~fangxian.response.casework.actions.release_contact.release_contact`.

    Parameters
    ----------
    signer : str
        Who signs the certificate.

    Returns
    -------
    Issued or None
        The certificate; None where isolation at home follows.

    Raises
    ------
    NotAllowed
        The post may not run sites there.
    Invalid
        Nobody signs, or the time cannot be right.
    Conflict
        ``stay.conditions``: a condition does not hold, or is not known to; the sentence names each.
        ``stay.over``: the person has left already.
    """
    require_in(by, RUN, stay.area)
    at = check_time(at or clock.now(), "at")
    signer = check_text(signer, 120, "signer", needed=True)
    request = id or uuid4()
    with access.everywhere():
        lock_persons([stay.subject])
        held = locked_stay(stay)
        if held.left_at is not None and held.left_to in (Stay.Left.RELEASED, Stay.Left.HOME):
            return Issued.objects.filter(id=derived(request, "certificate")).first()
        verdict = release_of(held, at)
        if not verdict.met:
            raise Conflict(
                "stay.conditions",
                _("%(label)s cannot be released yet: %(failing)s."),
                remedy=_("Each condition stands on the page of the stay with its evidence."),
                label=held.person.label,
                failing="; ".join(verdict.failing),
            )
        vacate(held, at, Stay.Left.HOME if verdict.leads_to == "home" else Stay.Left.RELEASED)
        if verdict.leads_to == "home":
            said = {"mode": "home", "area": held.origin, "signer": signer}
            whom = Whom(held.incident_id, held.subject, held.origin)
            record([whom.fact("quarantine.moved", at, said, request=request)])
            tell_sent_home(held)
            return None
        release_contact(held.contact, at=at, id=request)
        return issue_document(
            "release_certificate", held.contact, signer=signer, purpose=str(_("Release from the quarantine site")),
            said={"where": held.site.place.name}, id=derived(request, "certificate"),
        )  # fmt: skip

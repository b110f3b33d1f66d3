"""One door out: a stay at home ends in the moment in which casework ends the quarantine, and never unnoticed.

Without a signature nobody is let go while a condition does not hold.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Contact
from fangxian.response.home.models import HomeStay
from fangxian.response.home.staying import close_home, home_of, open_home
from fangxian.response.jurisdiction import access
from fangxian.response.quarantine.criteria import release_from_home


def release(contact: Contact, at: datetime, signer: str, request: UUID) -> None:
    """End the stay at home with the quarantine: where every condition holds, or somebody signs.

    Raises
    ------
    Conflict
        ``home.conditions``: a condition does not hold, and nobody signs.
    Invalid
        ``home.order``: it began after that moment.
    """
    with access.everywhere():
        stay = home_of(contact.person_id)
        if stay is None or stay.incident_id != contact.incident_id:
            return
        if not signer.strip():
            refuse_unmet(stay, at)
        close_home(stay, at, HomeStay.Ended.SIGNED if signer.strip() else HomeStay.Ended.RELEASED)


def move(contact: Contact, mode: str, at: datetime, request: UUID) -> None:
    """A quarantine goes on at home, or in hospital; one that goes to a site ends when the bed begins."""
    with access.everywhere():
        if mode == "home":
            open_home(contact, at, derived(request, "home"))
        stay = home_of(contact.person_id) if mode == "hospital" else None
        if stay is not None:
            close_home(stay, at, HomeStay.Ended.HOSPITAL)


def refuse_unmet(stay: HomeStay, at: datetime) -> None:
    """Raise while a condition to be let go does not hold, or is not known to.

    Raises
    ------
    Conflict
        ``home.conditions``; the sentence names each.
    """
    verdict = release_from_home(stay.contact, at)
    if not verdict.met:
        raise Conflict(
            "home.conditions",
            _("%(label)s cannot be released yet: %(failing)s."),
            remedy=_("Each condition stands on the page of the stay with its evidence."),
            label=stay.person.label,
            failing="; ".join(verdict.failing),
        )

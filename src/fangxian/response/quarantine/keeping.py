"""One door out: a bed ends in the moment in which casework ends the quarantine, and only by signature before.

Without a signature nobody is let go but by the site, which weighs every condition
(:func:`~fangxian.response.quarantine.actions.release_stay.release_stay`).
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access
from fangxian.response.quarantine.actions.end_stay import leave
from fangxian.response.quarantine.leaving import locked_stay
from fangxian.response.quarantine.models import Stay


def release(contact: Contact, at: datetime, signer: str, request: UUID) -> None:
    """End the stay with the quarantine, where somebody signs.

    Raises
    ------
    Conflict
        ``quarantine.in_house``: they have a bed, and nobody signs.
    Invalid
        ``stay.order``: they came after that moment.
    """
    stay = _open(contact)
    if stay is None:
        return
    if not signer.strip():
        raise Conflict(
            "quarantine.in_house",
            _("%(label)s stays at %(site)s, which lets them go once every condition holds."),
            remedy=_("Release them on the page of their stay, or name who signs for it, with the reason."),
            label=stay.person.label,
            site=stay.site.place.name,
            field="signer",
        )
    with access.everywhere():
        leave(stay, at, Stay.Left.SIGNED, request)


def move(contact: Contact, mode: str, at: datetime, request: UUID) -> None:
    """End the stay of somebody whose quarantine goes on at home or in hospital."""
    ways = {"home": Stay.Left.HOME, "hospital": Stay.Left.HOSPITAL}
    stay = _open(contact) if mode in ways else None
    if stay is not None:
        with access.everywhere():
            leave(stay, at, ways[mode], request)


def _open(contact: Contact) -> Stay | None:
    with access.everywhere():
        stay = Stay.objects.filter(incident=contact.incident_id, person=contact.person_id, left_at=None).first()
        return locked_stay(stay) if stay is not None else None

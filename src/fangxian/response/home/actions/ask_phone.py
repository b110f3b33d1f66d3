"""Ask for the telephone number of somebody at home whom one is about to call; the asking is on record."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.home.models import HomeStay
from fangxian.response.home.policies import CALL, require_in
from fangxian.response.home.staying import refuse_over
from fangxian.response.jurisdiction.models import Post
from fangxian.response.registry.actions.reveal_identity import reveal_identities

PURPOSE: Final = _("Daily call during isolation at home")


@transaction.atomic
def ask_phone(stay: HomeStay, *, by: Post | None = None) -> str:
    """The number, and nothing else of who they are.

    Raises
    ------
    NotAllowed
        The post may not call people there.
    NotFound
        ``home.no_phone``: none is held.
    Conflict
        ``home.over``: they stay at home no longer.
    """
    require_in(by, CALL, stay.area)
    refuse_over(stay)
    card = reveal_identities([stay.person], str(PURPOSE), incident=stay.incident_id).get(stay.person_id)
    if card is None or not card.phone:
        raise NotFound(
            "home.no_phone",
            _("No telephone number is held of %(label)s."),
            remedy=_("Go to the door, and enter the number on the page of the person."),
            label=stay.person.label,
        )
    return card.phone

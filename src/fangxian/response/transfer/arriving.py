"""What becomes of a transfer when a site gives the person a bed: whoever admits them takes them from the crew."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from fangxian.response.casework.ids import derived
from fangxian.response.quarantine.models import Stay
from fangxian.response.transfer.actions.cancel_transfer import drop
from fangxian.response.transfer.actions.deliver import settle
from fangxian.response.transfer.held import require_order
from fangxian.response.transfer.models import Transfer


def admitted(stays: Sequence[Stay]) -> None:
    """People have beds now, whatever way they came.

    Raises
    ------
    Invalid
        ``transfer.order``: they would have had the bed before they got into the vehicle.
    """
    rows = Transfer.objects.select_for_update(of=("self",)).select_related("person", "incident", "ride__vehicle")
    beds = {stay.person_id: stay for stay in stays}
    for one in rows.filter(person__in=beds, state__in=Transfer.OPEN).order_by("id"):
        stay = beds[one.person_id]
        if _within(stay):
            continue
        if one.state in Transfer.CARRIED:
            require_order([one], stay.admitted_at, "boarded_at", "door_at")
            one.site = stay.site
            settle([one], stay.admitted_at, stay.site.place.name, stay.site.place)
        else:
            at = max(stay.admitted_at, one.requested_at)
            drop([one], _("Came without a vehicle of ours."), at, derived(stay.id, one.id))


def sent_home(stay: Stay) -> None:
    """Nobody is carried because of it: whoever goes home by vehicle of ours has a transfer of their own."""


def _within(stay: Stay) -> bool:
    """Whether they had a bed at the same site until then: another room is no arrival."""
    return Stay.objects.filter(
        person=stay.person_id, site=stay.site_id, left_at=stay.admitted_at, left_to=Stay.Left.MOVED
    ).exists()

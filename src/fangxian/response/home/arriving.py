"""What becomes of a stay at home when a site gives the person a bed, or sends somebody home."""

from __future__ import annotations

from collections.abc import Sequence

from fangxian.response.casework.ids import derived
from fangxian.response.home.models import HomeStay
from fangxian.response.home.staying import close_home, open_home
from fangxian.response.quarantine.models import Stay


def admitted(stays: Sequence[Stay]) -> None:
    """The stay at home ends in the moment in which the bed begins, and not when somebody got into a vehicle."""
    beds = {stay.person_id: stay for stay in stays}
    rows = HomeStay.objects.select_for_update(of=("self",)).select_related("person")
    for home in rows.filter(person__in=beds, ended_at=None).order_by("id"):
        close_home(home, beds[home.person_id].admitted_at, HomeStay.Ended.SITE)


def sent_home(stay: Stay) -> None:
    """The stay at home begins in the moment in which the bed ends; whether the dwelling is fit is asked at once."""
    assert stay.left_at is not None
    open_home(stay.contact, stay.left_at, derived(stay.id, "home"), group=stay.group)

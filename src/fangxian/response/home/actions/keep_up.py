"""Bring stays at home in line with casework: whoever became a case, was ruled out or moved away stays no longer."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Q

from fangxian.response.casework.writing import lock_persons
from fangxian.response.home.models import Breach, DoorSignal, DwellingCheck, HomeStay, Housemate, Report, ReportLink
from fangxian.response.home.staying import close_home
from fangxian.response.jurisdiction import access

_ROWS = (Breach, DoorSignal, Housemate, Report, ReportLink)


@transaction.atomic
def keep_up() -> int:
    """End what casework has ended, let stays follow their contacts to another area, and say how many changed."""
    ended = Q(contact__ended_at__isnull=False) | Q(contact__became_case_at__isnull=False)
    with access.everywhere():
        rows = HomeStay.objects.filter(ended_at=None).filter(ended | ~Q(contact__area=F("area")))
        subjects = [f"person:{person}" for person in rows.values_list("person", flat=True)]
        if not subjects:
            return 0
        lock_persons(subjects)
        locked = rows.select_for_update(of=("self",)).select_related("contact", "person").order_by("id")
        changed = list(locked)
        for stay in changed:
            _follow(stay)
    return len(changed)


def _follow(stay: HomeStay) -> None:
    contact = stay.contact
    if stay.area != contact.area:
        stay.area = contact.area
        stay.save(update_fields=["area"])
        for model in _ROWS:
            model._default_manager.filter(stay=stay).update(area=contact.area)
        DwellingCheck.objects.filter(contact=contact).update(area=contact.area)
    if contact.became_case_at is not None:
        close_home(stay, max(contact.became_case_at, stay.began_at), HomeStay.Ended.CASE)
    elif contact.ended_at is not None:
        close_home(stay, max(contact.ended_at, stay.began_at), HomeStay.Ended.CLOSED)

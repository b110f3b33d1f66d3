"""End the management of contacts of whom it was found that there is nobody left to manage."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access


@transaction.atomic
def close_contacts(incident: UUID, persons: Collection[UUID], at: datetime) -> None:
    """End quarantine and follow-up of persons who were ruled out, died, or do not exist.

    Whoever calls records the fact that says which (``person.cleared``, ``person.deceased`` …).
    """
    with access.everywhere():
        held = Contact.objects.filter(incident=incident, person__in=persons)
        held.filter(ended_at=None).update(ended_at=at)
        held.filter(follow_up_ended_at=None).update(follow_up_ended_at=at)

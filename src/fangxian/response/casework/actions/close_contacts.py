"""End the management of contacts of whom it was found that there is nobody left to manage; or take that back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction import access


@transaction.atomic
def close_contacts(incident: UUID, ended: Mapping[UUID, datetime]) -> None:
    """End quarantine and follow-up of persons who were ruled out, died, or do not exist, each at its time.

    Whoever calls records the fact that says which (``person.cleared``, ``person.deceased`` …).
    """
    with access.everywhere():
        for at, held in _by_time(incident, ended):
            held.filter(ended_at=None).update(ended_at=at)
            held.filter(follow_up_ended_at=None).update(follow_up_ended_at=at)


@transaction.atomic
def reopen_contacts(incident: UUID, ended: Mapping[UUID, datetime]) -> None:
    """Take back what :func:`close_contacts` ended at these times; what ended otherwise stays ended.

    Whoever calls records that the fact it rested on was none.
    """
    with access.everywhere():
        for at, held in _by_time(incident, ended):
            held.filter(ended_at=at).update(ended_at=None)
            held.filter(follow_up_ended_at=at).update(follow_up_ended_at=None)


def _by_time(incident: UUID, ended: Mapping[UUID, datetime]) -> list[tuple[datetime, QuerySet[Contact]]]:
    together: dict[datetime, list[UUID]] = defaultdict(list)
    for person, at in ended.items():
        together[at].append(person)
    return [(at, Contact.objects.filter(incident=incident, person__in=who)) for at, who in together.items()]

"""Hand contacts over to another area, with what is recorded of their exposure and follow-up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fangxian.response.casework.models import Contact, FollowUp, Relationship, Visit
from fangxian.response.jurisdiction import access
from fangxian.response.registry.actions.move_persons import Move, move_persons


@transaction.atomic
def move_contacts(moves: Sequence[Move]) -> None:
    """Give persons and their contact management to the areas that took them over.

    A place that does not keep this record manages them by its own: here their management ends.
    """
    with access.everywhere():
        together: dict[tuple[UUID, str, datetime | None], list[UUID]] = defaultdict(list)
        for move in moves:
            together[move.incident, move.area, move.at if move.outside else None].append(move.person.pk)
        for (incident, area, ended), persons in together.items():
            about = {"incident": incident, "person__in": persons}
            contacts = Contact.objects.filter(**about)
            if ended is not None:
                contacts.filter(ended_at=None).update(ended_at=ended)
                contacts.filter(follow_up_ended_at=None).update(follow_up_ended_at=ended)
                continue
            contacts.update(area=area, team="")
            FollowUp.objects.filter(contact__in=contacts).update(area=area)
            Relationship.objects.filter(**about).update(area=area)
            Visit.objects.filter(**about).update(area=area)
        move_persons(moves)

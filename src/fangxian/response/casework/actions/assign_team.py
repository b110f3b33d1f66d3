"""Give contacts to a team to follow up."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.models import Contact
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text, lock_persons
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.record import record


@transaction.atomic
def assign_team(contacts: Sequence[Contact], team: str, *, id: UUID | None = None, by: Post | None = None) -> int:
    """Give contacts to a team; those that it has already stay as they are.

    Returns
    -------
    int
        How many changed hands.

    Raises
    ------
    NotAllowed
        The post may not record contacts there.
    Invalid
        The team has no name, or too long a one.
    """
    team = check_text(team, 40, "team", needed=True)
    for contact in contacts:
        require_in(by, "case.write", contact.area)
    lock_persons(contact.subject for contact in contacts)
    moved = [contact for contact in contacts if contact.team != team]
    for contact in moved:
        contact.team = team
    Contact.objects.bulk_update(moved, ["team"], batch_size=1000)
    request, now = id or uuid4(), clock.now()
    record(
        [
            Whom(contact.incident_id, contact.subject, contact.area).fact(
                "followup.assigned", now, {"team": team}, request=derived(request, contact.id)
            )
            for contact in moved
        ]
    )
    return len(moved)

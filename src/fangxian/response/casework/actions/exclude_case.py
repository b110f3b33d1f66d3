"""Exclude a case: it proves to be none, and those it was thought to have exposed are set free."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.actions._history import add_to_history
from fangxian.response.casework.actions.void_relationship import void_relationships
from fangxian.response.casework.facts import Whom
from fangxian.response.casework.models import Case, Relationship
from fangxian.response.casework.policies import require_in
from fangxian.response.casework.transitions import pack_in_force, require_transition
from fangxian.response.casework.writing import check_text, check_time, lock_numbering, lock_persons, recorded
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


@transaction.atomic
def exclude_case(
    case: Case,
    *,
    reason: str,
    at: datetime,
    void_exposures: bool = True,
    id: UUID | None = None,
    by: Post | None = None,
) -> Case:
    """Exclude a case, and void the exposures that rested on it.

    Parameters
    ----------
    reason : str
        Why, such as a second laboratory's finding.
    void_exposures : bool
        False keeps the contacts under management (while the exclusion is being doubted, say).

    Raises
    ------
    NotAllowed
        The post may not record cases there.
    Conflict
        The case is excluded already.
    """
    require_in(by, "case.write", case.area)
    check_time(at, "at")
    reason = check_text(reason, 300, "reason", needed=True)
    request = id or uuid4()
    # Contacts may live in any area: the exclusion reaches them all, and holds them all at once.
    with access.everywhere():
        lock_numbering(case.incident_id)
        exposures = Relationship.objects.filter(incident=case.incident_id, source=case.person_id, voided_at=None)
        exposed = list(exposures.select_related("person", "source")) if void_exposures else []
    lock_persons([case.subject, *(row.person.subject for row in exposed)])
    case.refresh_from_db()
    fact = Whom.of_case(case).fact("case.excluded", at, {"reason": reason}, request=request)
    if recorded([fact.id]):
        return case
    require_transition(pack_in_force(case.incident_id, at), case.classification, "excluded")
    add_to_history(case, "excluded", at, fact.id)
    record([fact])
    void_relationships(exposed, reason=reason, at=at, request=request)
    return case

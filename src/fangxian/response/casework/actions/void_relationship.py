"""Declare that an exposure never was; those who were managed only because of it are set free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.facts import Whom
from fangxian.response.casework.ids import derived
from fangxian.response.casework.managed import Seen, refresh
from fangxian.response.casework.models import Relationship
from fangxian.response.casework.policies import require_either
from fangxian.response.casework.transitions import pack_in_force
from fangxian.response.casework.writing import check_text, check_time, lock_numbering, lock_persons
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.record import record


def void_relationship(
    relationship: Relationship,
    *,
    reason: str,
    at: datetime,
    id: UUID | None = None,
    by: Post | None = None,
) -> None:
    """Void one exposure. Voiding it again changes nothing.

    What was done because of it stays done; what is open ends; a contact with other exposures stays one, of the
    strictest kind that is left.

    Raises
    ------
    NotAllowed
        The post may record neither where the source nor where the exposed person belongs.
    Invalid
        No reason is given.
    """
    void_relationships([relationship], reason=reason, at=at, request=id or uuid4(), by=by)


@transaction.atomic
def void_relationships(
    relationships: Sequence[Relationship],
    *,
    reason: str,
    at: datetime,
    request: UUID,
    by: Post | None = None,
) -> None:
    """Void many exposures of one incident for one reason, in a few statements and one call of the ledger.

    Raises
    ------
    NotAllowed, Invalid
        As :func:`void_relationship`.
    """
    if not relationships:
        return
    check_time(at, "at")
    reason = check_text(reason, 300, "reason", needed=True)
    for row in relationships:
        require_either(by, "case.write", (row.area, row.source.area))
    incident = relationships[0].incident_id
    with access.everywhere():
        lock_numbering(incident)
        lock_persons(f"person:{row.person_id}" for row in relationships)
        ids = [row.id for row in relationships]
        standing = list(Relationship.objects.filter(id__in=ids, voided_at=None).select_for_update())
        for row in standing:
            row.voided_at = at
        Relationship.objects.bulk_update(standing, ["voided_at"], batch_size=1000)
        persons = {row.person_id: Seen(row.identified_at, row.area) for row in standing}
        refresh(incident, persons, pack_in_force(incident, at), ended=at)
        record(
            [
                Whom(incident, f"person:{row.person_id}", row.area).fact(
                    "exposure.voided",
                    at,
                    {"relationship": str(row.id), "reason": reason},
                    request=derived(request, row.id),
                )
                for row in standing
            ]
        )
    for row in relationships:
        row.voided_at = row.voided_at or at

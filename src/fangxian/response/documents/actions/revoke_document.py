"""Revoke a document that was issued in error; it stays on record."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from fangxian.response.casework.policies import require_in
from fangxian.response.casework.writing import check_text
from fangxian.response.documents.models import Issued
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def revoke_document(
    issued: Issued, *, signer: str, reason: str, id: UUID | None = None, by: Post | None = None
) -> Issued:
    """Revoke a document; revoking it again changes nothing.

    Raises
    ------
    NotAllowed
        The post may not record there.
    Invalid
        Nobody signs, or no reason is given.
    """
    require_in(by, "case.write", issued.area)
    signer = check_text(signer, 120, "signer", needed=True)
    reason = check_text(reason, 300, "reason", needed=True)
    row = Issued.objects.select_for_update().get(id=issued.id)
    if row.revoked_at is not None:
        return row
    row.revoked_at, row.revoked_reason = clock.now(), reason
    row.save(update_fields=["revoked_at", "revoked_reason"])
    said = {"serial": row.serial, "reason": reason, "signer": signer}
    record(
        [
            Entry(
                kind="document.revoked",
                subject=row.subject,
                at=row.revoked_at,
                area=row.area,
                attributes=said,
                incident=row.incident_id,
                id=id or uuid4(),
            )
        ]
    )
    return row

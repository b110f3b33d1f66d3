"""Somebody in charge says whether an emergency reading of an identity was justified."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid, NotAllowed, NotFound
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.models import FactRow
from fangxian.response.ledger.record import record
from fangxian.response.registry.actions.reveal_identity import SUPERVISORS

DECISIONS = {"justified": _("justified"), "not_justified": _("not justified")}
"""What a review can say."""

_REVIEWS = UUID("0d6f3c7e-1a55-5f0b-8a7e-4f3f2e6f5c11")


@transaction.atomic
def review_reading(reading: UUID, decision: str, *, by: Post | None = None) -> None:
    """Review the emergency reading that a fact records; reviewing it again the same way changes nothing.

    Raises
    ------
    NotAllowed
        The post is neither head nor inspector of the person's area.
    Invalid
        The decision is none of :data:`DECISIONS`.
    NotFound
        There is no such emergency reading in the post's area.
    Conflict
        It was reviewed with another decision.
    """
    if decision not in DECISIONS:
        raise Invalid(
            "value.unknown", _("“%(value)s” is not known here."), remedy=_("Use one of: %(known)s."),
            field="decision", value=decision, known=", ".join(DECISIONS),
        )  # fmt: skip
    fact = FactRow.objects.filter(id=reading, kind="identity.read", attributes__emergency=True).first()
    if fact is None:
        raise NotFound("reading.unknown", _("There is no such emergency reading in your area."))
    if by is not None:
        require(by, "ledger.read", fact.area)
        if by.duty not in SUPERVISORS:
            raise NotAllowed("post.duty", _("Readings are reviewed by a head or an inspector."))
    id_ = uuid5(_REVIEWS, str(reading))
    held = FactRow.objects.filter(id=id_).first()
    if held is not None:
        if held.attributes.get("decision") != decision:
            raise Conflict("reading.reviewed", _("This reading has been reviewed already."))
        return
    record(
        [
            Entry(
                kind="identity.read_reviewed",
                subject=fact.subject,
                at=clock.now(),
                area=fact.area,
                attributes={"decision": decision},
                incident=fact.incident_id,
                id=id_,
            )
        ]
    )

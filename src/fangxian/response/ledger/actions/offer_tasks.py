"""Offer tasks to another office 转办: nothing moves until it accepts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.models.subject import numbered
from fangxian.response.ledger.actions._checks import held_by, name, open_office, sees, text
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out, still_owed
from fangxian.response.ledger.handling import OFFERED


def offer_tasks(
    nodes: Collection[UUID],
    *,
    to: int,
    reason: str = "",
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Offer tasks and parts to an office; the present holder answers for them until they are accepted.

    Notes
    -----
    Refused are nodes that are unknown, no longer owed or held by another office; those that the office holds
    already (``offer.self``) or could not see (``offer.unseen``); those offered to a third (``offer.pending``).

    Raises
    ------
    Invalid
        ``office.unknown``: there is no such open office.
    """
    office = open_office(to, "to")
    says = {"to_office": numbered("office", office.pk)}
    says |= {"reason": text(reason, "reason")} if reason.strip() else {}

    def check(node: Node) -> dict[str, Any] | None:
        acting = held_by(by, node)
        still_owed(node)
        _check_target(office, node)
        return None if node.row.offered_to == office.pk else acting

    return carry_out(Command(kind=OFFERED, check=check, says=says, by=by, at=at, request=request), nodes)


def _check_target(office: Office, node: Node) -> None:
    if office.pk == node.row.office_id:
        raise Invalid(
            "offer.self",
            _("%(office)s holds the task already."),
            remedy=_("Choose another office."),
            field="to",
            office=name(office),
        )
    if not sees(office, node):
        raise Invalid(
            "offer.unseen",
            _("%(office)s cannot see what this task is about: it lies in another area."),
            remedy=_("Split the task among offices below you, or have the record moved to that area."),
            field="to",
            office=name(office),
        )
    if node.row.offered_to not in (None, office.pk):
        raise Conflict(
            "offer.pending",
            _("This task is offered to another office, which has not answered."),
            remedy=_("Take that offer back first."),
            node=node.id,
        )

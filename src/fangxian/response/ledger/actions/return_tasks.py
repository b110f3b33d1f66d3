"""Return tasks 退回: the office says why it is not the right one, and the task goes back whence it came."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.models.subject import numbered
from fangxian.response.ledger.actions._checks import held_by, sees, text
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out, still_owed
from fangxian.response.ledger.handling import RETURNED
from fangxian.response.ledger.models import HandlingRow, TaskRow


def return_tasks(
    nodes: Collection[UUID],
    *,
    reason: str,
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Hand tasks back: to the office they came from, of a part to the one that split it, else to the superior.

    Notes
    -----
    Refused are nodes that are unknown, no longer owed or held by another office, and those with nobody to go back
    to (``task.no_way_back``): the highest office cannot return what its own clause gives it.

    Raises
    ------
    Invalid
        ``value.missing``: a return needs a reason.
    """
    why = text(reason, "reason", needed=True)

    def check(node: Node) -> dict[str, Any] | None:
        office = held_by(by, node)
        still_owed(node)
        target = next((one for one in _way_back(node) if one.pk != node.row.office_id and sees(one, node)), None)
        if target is None:
            raise Conflict(
                "task.no_way_back",
                _("There is no office this task could go back to."),
                remedy=_("Offer it to the office that should do it."),
                node=node.id,
            )
        return {**office, "to_office": numbered("office", target.pk)}

    return carry_out(Command(kind=RETURNED, check=check, says={"reason": why}, by=by, at=at, request=request), nodes)


def _way_back(node: Node) -> Iterator[Office]:
    """Open offices it could go back to, the nearest first."""
    for number in (node.row.came_from, _holder_of(node.row.parent)):
        yield from Office.objects.filter(id=number, closed_at=None) if number is not None else ()
    office, seen = node.holder, set[int]()
    while office is not None and office.superior is not None and office.superior_id not in seen:
        office = office.superior
        seen.add(office.pk)
        if office.closed_at is None:
            yield office


def _holder_of(node: UUID | None) -> int | None:
    if node is None:
        return None
    row = HandlingRow.objects.filter(node=node).first() or TaskRow.objects.filter(id=node).first()
    return None if row is None else row.office_id

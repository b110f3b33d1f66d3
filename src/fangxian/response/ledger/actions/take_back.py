"""Take back an act on tasks 撤销: an offer, an excuse, the report that a part is done. Voided, never erased."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotAllowed
from fangxian.protocol.fact import VOIDED
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger.actions._checks import held_by, text
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out, still_owed
from fangxian.response.ledger.models import HandlingRow
from fangxian.response.ledger.presence import acts_for

Act = Literal["offer", "excuse", "done"]

_NOTHING: Final = {
    "offer": _("No offer waits for an answer here."),
    "excuse": _("This task is not excused."),
    "done": _("This part is not reported done."),
}


def take_back(
    nodes: Collection[UUID],
    act: Act,
    *,
    reason: str = "",
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Void what was done to tasks, so that they stand as if it had not been.

    An offer is taken back by the office that made it; an excuse by a post that may excuse, with its reason and
    signature; a report by the office that made it, or, with a reason, by the one that gave the part.

    Notes
    -----
    Refused are nodes that are unknown or no longer owed, acts of others (``task.not_held``, ``post.right``) and
    acts that do not stand (``task.nothing_to_take_back``).

    Raises
    ------
    Invalid
        ``value.missing``: an excuse or a report is not taken back without a reason.
    """
    says: dict[str, Any] = {"reason": text(reason, "reason", needed=act != "offer")}
    if by is not None and by.holder is not None:
        says["signer"] = by.holder.get_full_name() or by.holder.get_username()

    def check(node: Node) -> dict[str, Any] | None:
        _ALLOWED[act](by, node)
        still_owed(node)
        if getattr(node.row, act) is None:
            raise Conflict(
                "task.nothing_to_take_back",
                _NOTHING[act],
                remedy=_("Reload the page to see how the task stands."),
                node=node.id,
            )
        return {}

    def voids(node: Node) -> UUID | None:
        found: UUID | None = getattr(node.row, act)
        return found

    command = Command(kind=VOIDED, check=check, says=says, by=by, at=at, request=request, corrects=voids)
    return carry_out(command, nodes)


def _by_holder(by: Post | None, node: Node) -> None:
    held_by(by, node)


def _by_signer(by: Post | None, node: Node) -> None:
    if by is not None:
        policies.require(by, "task.excuse", node.row.area)


def _by_either_side(by: Post | None, node: Node) -> None:
    if by is None:
        return
    try:
        held_by(by, node)
    except NotAllowed:
        giver = _giver(node)
        if giver is None or not acts_for(by, giver):
            raise


def _giver(node: Node) -> Office | None:
    """The office that answers for what the node is a part of."""
    if node.row.parent is None:
        return None
    above = HandlingRow.objects.select_related("office").filter(node=node.row.parent).first()
    return None if above is None else above.office


_ALLOWED: Final[dict[str, Callable[[Post | None, Node], None]]] = {
    "offer": _by_holder,
    "excuse": _by_signer,
    "done": _by_either_side,
}

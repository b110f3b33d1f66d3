"""What an offer is answered with, and by whom: shared by accepting and declining."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, NotAllowed
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.ledger.actions._checks import acting, name
from fangxian.response.ledger.actions._nodes import Node, still_owed
from fangxian.response.ledger.presence import acts_for


def answers(by: Post | None, node: Node) -> dict[str, Any]:
    """The answering office for the fact, if an offer waits for it and the post acts for it.

    Raises
    ------
    NotAllowed
        ``post.right``, or ``offer.elsewhere``: the task is offered to another office.
    Conflict
        ``offer.none``: nothing waits for an answer, or ``task.closed``.
    """
    if by is not None:
        policies.require(by, "task.handle", node.row.area)
    still_owed(node)
    office = Office.objects.filter(id=node.row.offered_to).first() if node.row.offered_to is not None else None
    if office is None:
        raise Conflict(
            "offer.none",
            _("Nothing waits for an answer here: the offer was answered or taken back."),
            remedy=_("Reload the page to see who holds the task."),
            node=node.id,
        )
    if by is not None and not acts_for(by, office):
        raise NotAllowed(
            "offer.elsewhere",
            _("This task is offered to %(office)s."),
            remedy=_("Only that office can answer."),
            office=name(office),
            node=node.id,
        )
    return acting(office)

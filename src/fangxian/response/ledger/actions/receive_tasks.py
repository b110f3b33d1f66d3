"""Receive tasks 签收: the office says that it knows of them, and may give them to one of its posts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.actions._checks import held_by
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out, still_owed
from fangxian.response.ledger.handling import RECEIVED


def receive_tasks(
    nodes: Collection[UUID],
    *,
    assignee: Post | None = None,
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Receive tasks and parts for the office that holds them; hundreds at once.

    Parameters
    ----------
    assignee : Post or None
        The post of that office they are given to. Received tasks can be given to another one the same way.

    Notes
    -----
    Refused are nodes that are unknown (``task.unknown``), no longer owed (``task.closed``), held by another office
    (``task.not_held``), or assigned elsewhere (``assignee.elsewhere``).
    """

    def check(node: Node) -> dict[str, Any] | None:
        office = held_by(by, node)
        still_owed(node)
        if assignee is not None and assignee.office_id != node.row.office_id:
            raise Invalid(
                "assignee.elsewhere",
                _("The post %(post)s belongs to another office."),
                remedy=_("Give the task to a post of the office that holds it, or offer it to the other office."),
                field="assignee",
                post=assignee.title,
            )
        if node.row.received_at is not None and (assignee is None or node.row.assignee == assignee.pk):
            return None
        return office

    says = {} if assignee is None else {"assignee": assignee.subject}
    return carry_out(Command(kind=RECEIVED, check=check, says=says, by=by, at=at, request=request), nodes)

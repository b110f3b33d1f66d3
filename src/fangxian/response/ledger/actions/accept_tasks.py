"""Accept offered tasks 接受转办: from now on this office answers for them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.actions._answers import answers
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out
from fangxian.response.ledger.handling import ACCEPTED


def accept_tasks(
    nodes: Collection[UUID], *, at: datetime | None = None, request: UUID | None = None, by: Post | None = None
) -> Outcome:
    """Take over tasks that were offered to the post's office; that receives them too.

    Notes
    -----
    Refused are nodes that are unknown, no longer owed, or not offered to this office.
    """

    def check(node: Node) -> dict[str, Any] | None:
        return answers(by, node)

    return carry_out(Command(kind=ACCEPTED, check=check, by=by, at=at, request=request), nodes)

"""Decline offered tasks 拒绝转办: they stay with the office that offered them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.actions._answers import answers
from fangxian.response.ledger.actions._checks import text
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out
from fangxian.response.ledger.handling import DECLINED


def decline_tasks(
    nodes: Collection[UUID],
    *,
    reason: str,
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Leave tasks that were offered to the post's office where they are, and say why.

    Notes
    -----
    Refused are nodes that are unknown, no longer owed, or not offered to this office.

    Raises
    ------
    Invalid
        ``value.missing``: a refusal needs a reason.
    """
    why = text(reason, "reason", needed=True)

    def check(node: Node) -> dict[str, Any] | None:
        return answers(by, node)

    return carry_out(Command(kind=DECLINED, check=check, says={"reason": why}, by=by, at=at, request=request), nodes)

"""Excuse tasks 免办: they need not be done, for a reason that somebody signs for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Invalid
from fangxian.response.jurisdiction import policies
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.actions._checks import acting, text
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out, still_owed
from fangxian.response.ledger.handling import EXCUSED


def excuse_tasks(
    nodes: Collection[UUID],
    *,
    reason: str,
    signer: str = "",
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Excuse tasks: they are shown as excused with reason and signer, owed to nobody, and still on every list.

    The clause goes on running: a discharging fact still discharges, and voiding the excuse owes the task again.

    Parameters
    ----------
    signer : str
        Who signed. A post with a holder signs with its own name; only the system names another.

    Notes
    -----
    Refused are nodes that are unknown or no longer owed, and those where the post may not excuse (``post.right``).

    Raises
    ------
    Invalid
        ``value.missing``: the reason or the signature is.
    """
    signature = text(_signature(by) or signer, "signer")
    if not signature:
        raise Invalid(
            "value.missing",
            _("An excuse needs a signature."),
            remedy=_("Name who signed for it."),
            field="signer",
        )
    says = {"reason": text(reason, "reason", needed=True), "signer": signature}

    def check(node: Node) -> dict[str, Any] | None:
        if by is not None:
            policies.require(by, "task.excuse", node.row.area)
        still_owed(node)
        return None if node.row.excused_at is not None else acting(by.office if by else node.holder)

    return carry_out(Command(kind=EXCUSED, check=check, says=says, by=by, at=at, request=request), nodes)


def _signature(by: Post | None) -> str:
    if by is None or by.holder is None:
        return ""
    return f"{by.holder.get_full_name() or by.holder.get_username()} · {by.office.name} {by.title}"

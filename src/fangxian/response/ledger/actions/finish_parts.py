"""Report parts done 分解任务完成: to the office that gave them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as plainly
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.protocol.vocabulary import VOCABULARY
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clauses
from fangxian.response.ledger.actions._checks import held_by, text
from fangxian.response.ledger.actions._nodes import Command, Node, Outcome, carry_out, still_owed
from fangxian.response.ledger.handling import PART_DONE
from fangxian.response.ledger.language import say


def finish_parts(
    nodes: Collection[UUID],
    *,
    note: str = "",
    at: datetime | None = None,
    request: UUID | None = None,
    by: Post | None = None,
) -> Outcome:
    """Report parts done. The task they belong to stays owed until the fact that its clause asks for is recorded.

    Parameters
    ----------
    note : str
        What was done.

    Notes
    -----
    Refused are nodes that are unknown, no longer owed or held by another office, and whole tasks
    (``task.closed_by_fact``): a click closes none of them.
    """
    says = {"reason": text(note, "note")} if note.strip() else {}

    def check(node: Node) -> dict[str, Any] | None:
        office = held_by(by, node)
        still_owed(node)
        if not node.is_part:
            raise Conflict(
                "task.closed_by_fact",
                _("A task is not reported done: it closes when the record shows that it was."),
                remedy=_("Record the fact that discharges it: %(facts)s."),
                facts=_evidence(node),
                node=node.id,
            )
        return None if node.row.done_at is not None else office

    return carry_out(Command(kind=PART_DONE, check=check, says=says, by=by, at=at, request=request), nodes)


def _evidence(node: Node) -> str:
    """Titles of the facts that discharge the node's clause."""
    clause = clauses.clause(node.row.pack, node.row.clause)
    if clause is None:
        return node.row.clause
    kinds = dict.fromkeys(trigger.kind for trigger in clause.discharged_by)
    return plainly(", ").join(say(VOCABULARY[kind]) if kind in VOCABULARY else kind for kind in kinds)

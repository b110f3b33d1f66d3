"""What every list of tasks shows beside the tasks: names, handling, ladders, and what the reader may do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from fangxian.response.information.forms import post_name
from fangxian.response.information.queries.labels import labels_of
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.ledger.models import HandlingRow
from fangxian.response.ledger.presence import acting_for
from fangxian.response.ledger.queries.held import assignees
from fangxian.response.ledger.queries.ladder import climbs
from fangxian.response.ledger.queries.tasks import TaskView, office_names


def listed(tasks: Sequence[TaskView], held: Mapping[str, HandlingRow], post: Post) -> dict[str, Any]:
    """Context for a list of tasks.

    `ours` holds the offices that the post acts for, of those that hold the tasks or are offered them; `climbs` the
    escalation of late tasks; `people` the posts that tasks were given to.
    """
    rows = list(held.values())
    offices = {task.office for task in tasks}
    offices |= {number for row in rows for number in (row.offered_to, row.returned_by, row.declined_by)}
    numbers = {number for number in offices if number is not None}
    return {
        "tasks": tasks,
        "held": held,
        "labels": labels_of({task.subject for task in tasks}),
        "offices": office_names(numbers),
        "climbs": climbs(task for task in tasks if not _excused(held.get(task.id))),
        "people": {number: post_name(one) for number, one in assignees(rows).items()},
        "ours": acting_for(post, numbers) if may(post, "task.handle") else set(),
        "may_excuse": may(post, "task.excuse"),
        "acts": may(post, "task.handle") or may(post, "task.excuse"),
    }


def _excused(row: HandlingRow | None) -> bool:
    return row is not None and row.excused_at is not None


def way_back(request: HttpRequest, wanted: str) -> str:
    """The page of this site that was asked for; the board where it is none."""
    inside = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None, require_https=request.is_secure())
    return wanted if wanted and inside else reverse("information:board")

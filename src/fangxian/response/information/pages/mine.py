"""My tasks today 今日任务: the page of everybody at work, on a phone as on a desk, and on paper."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fangxian.response.information.pages.listed import listed
from fangxian.response.jurisdiction import policies
from fangxian.response.ledger import clock
from fangxian.response.ledger.queries import mine as days
from fangxian.response.ledger.queries.tasks import office_names

TITLES: Final = {
    "offered": (_("Offered to us"), _("Accept it or decline it; the other office waits.")),
    "returned": (_("Returned to us"), _("Receive it again, or find the right office.")),
    "overdue": (_("Overdue"), _("Its time has passed.")),
    "parts": (_("Parts given to us"), _("Report them done to the office that gave them.")),
    "today": (_("Due today"), _("By 24:00.")),
    "unreceived": (_("Not received yet"), _("Due later; say that you know of it.")),
    "escalated": (_("Escalated to us"), _("Late tasks of other offices.")),
}
"""Title and hint of each group."""

RECEIVABLE: Final = frozenset({"returned", "overdue", "parts", "today", "unreceived"})


@login_required
def mine(request: HttpRequest) -> HttpResponse:
    """What the post's office has to do today; ``?only=mine`` leaves out what colleagues were given."""
    post = request.post  # type: ignore[attr-defined]
    policies.require(post, "task.read")
    only = request.GET.get("only") == "mine"
    day = days.today(post.office, clock.now(), clock.zone(), only=post if only else None)
    tasks = [task for group in day.groups for task in group.tasks]
    shown = listed(tasks, day.held, post)
    context = {
        **shown,
        "groups": [_group(group, day, shown["ours"]) for group in day.groups],
        "count": day.count,
        "only": only,
        "office_name": office_names([post.office_id]).get(post.office_id, ""),
        "here": request.get_full_path(),
    }
    return render(request, "information/mine.html", context)


def _group(group: days.Group, day: days.Today, ours: set[int]) -> dict[str, Any]:
    title, hint = TITLES[group.key]
    rows = ((task, day.held.get(task.id)) for task in group.tasks)
    unreceived = [task.id for task, row in rows if task.office in ours and (row is None or row.received_at is None)]
    return {
        "key": group.key,
        "title": title,
        "hint": hint,
        "tasks": group.tasks,
        "more": group.more,
        "receivable": unreceived if group.key in RECEIVABLE else [],
    }

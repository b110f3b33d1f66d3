"""Tasks on the command screen: counts by level, and the clocks that matter now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.codes import LEVEL_ORDER
from fangxian.response.ledger.queries.tasks import TaskView

LEVEL_LABELS = {
    "nation": _("Nation"),
    "province": _("Province"),
    "city": _("City"),
    "district": _("District"),
    "street": _("Subdistrict"),
    "community": _("Community"),
    "": _("On site"),
}
"""Levels as people call them; the empty one is the office where the thing happened."""


def by_level(counts: Mapping[str, Counter[str]]) -> list[dict[str, object]]:
    """Counts of tasks by level and status, widest level first; levels without tasks are left out."""
    return [
        {
            "level": level or "site",
            "label": str(LEVEL_LABELS[level]),
            "open": counts[level]["open"] + counts[level]["waiting"],
            "due_soon": counts[level]["due_soon"],
            "overdue": counts[level]["overdue"],
            "discharged": counts[level]["discharged"],
            "late": counts[level]["late"] + counts[level]["missed"],
            "lapsed": counts[level]["lapsed"],
        }
        for level in (*LEVEL_ORDER, "")
        if level in counts
    ]


def clocks(tasks: Sequence[TaskView], offices: Mapping[int, str], labels: Mapping[str, str]) -> list[dict[str, object]]:
    """One line for each of the pressing clocks."""
    return [
        {
            "clause": task.clause_id,
            "title": task.title,
            "owner": offices.get(task.office or 0, str(LEVEL_LABELS.get(task.level, task.level))),
            "due_at": task.due_at.isoformat(),
            "state": task.status,
            "late_minutes": task.minutes_late,
            "subject_label": labels.get(task.subject, ""),
            "mark": task.mark,
            "basis": task.basis_label,
        }
        for task in tasks
    ]

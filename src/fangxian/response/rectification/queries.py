"""Reads of findings: where each stands, and which clauses they ask to be changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either
from fangxian.response.ledger.queries.tasks import TaskView, of_subjects
from fangxian.response.rectification.facts import end_of
from fangxian.response.rectification.models import Finding, Intake

STATES = {
    "open": _("to be put right"), "overdue": _("overdue"), "checking": _("put right, to be checked"),
    "retest": _("checked, to be tested again"), "closed": _("tested again, closed"),
}  # fmt: skip
"""Where a finding can stand, in the order of its way."""


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as lists show it."""

    finding: Finding
    what: str
    owner: str
    state: str
    late: bool

    @property
    def state_words(self) -> str:
        """Where it stands, in words."""
        return str(STATES[self.state])


def lines(findings: Iterable[Finding]) -> list[Line]:
    """Findings with where they stand; those that are late first, then by day."""
    made = [line(one) for one in findings]
    order = list(STATES)
    return sorted(made, key=lambda one: (not one.late, order.index(one.state), one.finding.due, one.finding.key))


def line(one: Finding) -> Line:
    """Where a finding stands now."""
    now = clock.now()
    if one.rectified_at is None:
        late = now >= end_of(one.due)
        state = "overdue" if late else "open"
    elif one.checked_at is None:
        state, late = "checking", False
    else:
        state = "retest" if one.retested_at is None else "closed"
        late = state == "retest" and now >= end_of(one.retest)
    office = either(one.office.name, one.office.name_en) if one.office else one.role
    return Line(one, either(one.what_zh, one.what_en), office, state, late)


def in_force(state: str = "") -> list[Line]:
    """Findings of files that were not taken back; of one state, where it is named."""
    rows = Finding.objects.filter(intake__undone_at=None).select_related("office", "intake")
    return [one for one in lines(rows) if not state or one.state == state]


def intakes() -> list[Intake]:
    """Files, the latest first."""
    return list(Intake.objects.select_related("incident").order_by("-taken_in_at")[:50])


def tasks_of(finding: Finding) -> list[TaskView]:
    """The clocks that run, or ran, for a finding."""
    return list(of_subjects([finding.subject], clock.now()))


def asked_of_clauses(clauses: Iterable[str]) -> dict[str, list[Finding]]:
    """Clause → findings that ask for it to be changed, the latest first."""
    rows = Finding.objects.filter(clause__in=list(clauses), intake__undone_at=None).select_related("intake")
    found: dict[str, list[Finding]] = defaultdict(list)
    for row in rows.order_by("-intake__signed_at", "key"):
        found[row.clause].append(row)
    return dict(found)

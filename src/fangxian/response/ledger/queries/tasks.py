"""Tasks as people see them: with clause, clock and office, now or at any past moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.protocol.clause import Clause
from fangxian.protocol.status import Status, status
from fangxian.protocol.task import Task
from fangxian.response.jurisdiction.models import Office
from fangxian.response.ledger import clauses, project, store
from fangxian.response.ledger.language import either, say
from fangxian.response.ledger.models import TaskRow

STATUS = {
    "waiting": pgettext_lazy("task", "not yet"),
    "open": pgettext_lazy("task", "open"),
    "due_soon": pgettext_lazy("task", "due soon"),
    "overdue": pgettext_lazy("task", "overdue"),
    "discharged": pgettext_lazy("task", "discharged"),
    "late": pgettext_lazy("task", "discharged late"),
    "lapsed": pgettext_lazy("task", "lapsed"),
    "missed": pgettext_lazy("task", "ended undone"),
}
"""What each status is called."""

BASIS = {"law": _("law"), "pack": _("protocol"), "order": _("city order")}
"""What a clock can rest on."""


@dataclass(frozen=True)
class TaskView:
    """A task with what a page says about it, as of `now`."""

    id: str
    incident: UUID | None
    subject: str
    pack: str
    clause_id: str
    step: str
    level: str
    role: str
    office: int | None
    area: str
    basis: str
    severity: str
    state: str
    opened_at: datetime
    anchor_at: datetime
    window_from: datetime
    due_at: datetime
    discharged_at: datetime | None
    discharged_by: str | None
    lapsed_at: datetime | None
    reason: str
    now: datetime

    @cached_property
    def clause(self) -> Clause | None:
        """The clause it rests on."""
        return clauses.clause(self.pack, self.clause_id)

    @property
    def title(self) -> str:
        """The clause's title in the reader's language."""
        return say(self.clause.title) if self.clause else self.clause_id

    @property
    def cite(self) -> str:
        """The text the clause cites."""
        return self.clause.cite if self.clause else ""

    @property
    def mark(self) -> str:
        """How sure the clause's figures are."""
        return self.clause.mark if self.clause else ""

    @property
    def status(self) -> Status:
        """Computed from the due time; nothing of it is stored."""
        return status(self, self.now)

    @property
    def late(self) -> bool:
        """Whether it was discharged after its due time."""
        return self.discharged_at is not None and self.discharged_at > self.due_at

    @property
    def missed(self) -> bool:
        """Whether it lapsed undone after it was due."""
        return self.state == "lapsed" and self.lapsed_at is not None and self.lapsed_at > self.due_at

    @property
    def step_label(self) -> str:
        """Which step of its clause it is."""
        return step_label(self.step)

    @property
    def status_label(self) -> str:
        """Name of the status."""
        return str(STATUS[self.status])

    @property
    def basis_label(self) -> str:
        """Name of the basis."""
        return str(BASIS.get(self.basis, self.basis))

    @property
    def minutes_late(self) -> int | None:
        """Minutes past the due time: of the discharge, or up to now; None where in time."""
        end = (
            self.discharged_at if self.state == "discharged" else self.lapsed_at if self.state == "lapsed" else self.now
        )
        if end is None or end <= self.due_at:
            return None
        return int((end - self.due_at).total_seconds() // 60)


def step_label(step: str) -> str:
    """Which step of its clause: a day, a turn; empty where the clause has only one."""
    kind, _colon, number = step.partition(":")
    if not number:
        return ""
    return str((_("day %(number)s") if kind == "day" else _("turn %(number)s")) % {"number": number})


def from_row(row: TaskRow, now: datetime) -> TaskView:
    """View of a stored task."""
    return TaskView(
        id=str(row.id), incident=row.incident_id, subject=row.subject, pack=row.pack, clause_id=row.clause,
        step=row.step, level=row.level, role=row.role, office=row.office_id, area=row.area, basis=row.basis,
        severity=row.severity, state=row.state, opened_at=row.opened_at, anchor_at=row.anchor_at,
        window_from=row.window_from, due_at=row.due_at, discharged_at=row.discharged_at,
        discharged_by=str(row.discharged_by) if row.discharged_by else None, lapsed_at=row.lapsed_at,
        reason=row.reason, now=now,
    )  # fmt: skip


def from_owed(one: project.Owed, now: datetime) -> TaskView:
    """View of an evaluated task."""
    task: Task = one.task
    return TaskView(
        id=task.id, incident=one.incident, subject=task.subject, pack=task.pack, clause_id=task.clause,
        step=task.step, level=task.owner.level or "", role=task.owner.role, office=one.office, area=one.area,
        basis=task.basis, severity=task.severity, state=task.state, opened_at=task.opened_at,
        anchor_at=task.anchor_at, window_from=task.window_from, due_at=task.due_at,
        discharged_at=task.discharged_at, discharged_by=task.discharged_by, lapsed_at=task.lapsed_at,
        reason=task.reason or "", now=now,
    )  # fmt: skip


def of_subjects(subjects: Sequence[str], now: datetime) -> list[TaskView]:
    """Every task of these subjects, by due time."""
    rows = TaskRow.objects.filter(subject__in=subjects).order_by("due_at", "id")
    return [from_row(row, now) for row in rows]


def as_of(incident: UUID, at: datetime) -> list[TaskView]:
    """Tasks of an incident as they stood at a past moment, from what the system had learned by then.

    Evaluated anew from the facts, so the answer is exact however often the record was amended since.
    """
    facts = project.group(store.of_incident(incident, until=at))
    return [from_owed(one, at) for one in project.as_held(project.owed(facts, at), facts)]


def office_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Names of offices in the reader's language, by id."""
    rows = Office.objects.filter(id__in={i for i in ids if i is not None}).values_list("id", "name", "name_en")
    return {office: either(name, name_en) for office, name, name_en in rows}

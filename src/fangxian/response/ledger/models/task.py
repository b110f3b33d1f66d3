"""Tasks: the projection of the facts under the packs. Only the ledger writes here."""

from __future__ import annotations

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField, Office
from fangxian.response.ledger.models.incident import Incident


class TaskRow(models.Model):
    """A task 任务 as the evaluator last computed it, with the office that answers for it.

    Rebuilt from the facts at any time; ``fangxian ledger verify`` compares. Overdue and due soon are
    computed from `due_at`, never stored. `area` is the subject's, or the office's where that lies elsewhere.
    It has stood so since `known_from`; :class:`TaskHistory` has how it stood before. The facts hold the foreign
    key to the incident; the projection does not have PostgreSQL check it once more for every task.
    """

    id = models.UUIDField(primary_key=True)
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    subject = models.CharField(max_length=80)
    pack = models.CharField(max_length=80)
    clause = models.CharField(max_length=80)
    occasion = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    level = models.CharField(max_length=12)
    role = models.CharField(max_length=40)
    office = models.ForeignKey(
        Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    area = AreaCodeField()
    basis = models.CharField(max_length=10)
    severity = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    opened_by = models.UUIDField()
    anchor_at = models.DateTimeField()
    window_from = models.DateTimeField()
    due_at = models.DateTimeField()
    discharged_at = models.DateTimeField(null=True)
    discharged_by = models.UUIDField(null=True)
    late = models.BooleanField(default=False)
    lapsed_at = models.DateTimeField(null=True)
    lapsed_by = models.UUIDField(null=True)
    reason = models.CharField(max_length=120, blank=True)
    why = models.JSONField(default=list)
    known_from = models.DateTimeField()

    class Meta:
        db_table = "ledger_task"
        indexes = [
            models.Index(fields=["subject", "incident"], name="task_by_subject"),
            models.Index(fields=["state", "due_at", "id"], name="task_by_due"),
            models.Index(fields=["office", "state", "due_at", "id"], name="task_by_office"),
            models.Index(fields=["area", "state", "due_at", "id"], name="task_by_area"),
            models.Index(fields=["clause", "state"], name="task_by_clause"),
        ]


class TaskHistory(models.Model):
    """How a task stood before: from one moment of recording to the next.

    A row held from `known_from` (included) until `known_to` (excluded). Written with every change of
    :class:`TaskRow`, which has how the task stands now, so that “what did we know then” is one range condition
    and not an evaluation of all facts recorded by then; both give the same answer, which a test holds.
    """

    id = models.BigAutoField(primary_key=True)
    task = models.UUIDField()
    incident = models.ForeignKey(
        Incident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    subject = models.CharField(max_length=80)
    pack = models.CharField(max_length=80)
    clause = models.CharField(max_length=80)
    step = models.CharField(max_length=40)
    level = models.CharField(max_length=12)
    role = models.CharField(max_length=40)
    office = models.ForeignKey(
        Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    area = AreaCodeField()
    basis = models.CharField(max_length=10)
    severity = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    anchor_at = models.DateTimeField()
    window_from = models.DateTimeField()
    due_at = models.DateTimeField()
    discharged_at = models.DateTimeField(null=True)
    discharged_by = models.UUIDField(null=True)
    lapsed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=120, blank=True)
    known_from = models.DateTimeField()
    known_to = models.DateTimeField()

    class Meta:
        db_table = "ledger_task_history"
        indexes = [
            models.Index(fields=["incident", "known_to"], name="history_by_time"),
            models.Index(fields=["area", "known_to"], name="history_by_area"),
            models.Index(fields=["task"], name="history_by_task"),
        ]

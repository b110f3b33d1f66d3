"""How tasks and their parts are handled: the projection of the facts about them. Only the ledger writes here."""

from __future__ import annotations

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField, Office
from fangxian.response.ledger.models.incident import Incident


class HandlingRow(models.Model):
    """How a node stands 办理状态: a task that somebody has acted on, or a part of one.

    A task that nobody has acted on has no row: its office is the clause's, it is not received and not split.
    Rebuilt from the facts at any time (:mod:`fangxian.response.ledger.handling`); ``fangxian ledger verify``
    compares. What a lower office must know of the task it got a part of is repeated here, for the task itself
    may lie outside the area that office sees.

    Attributes
    ----------
    node, root, parent
        The node; the task at the top; the node it is a part of (none for the task itself).
    owner, office
        The office it was opened for or given to, and the one that answers for it now.
    came_from
        The office it was handed over from last: whom a return goes back to.
    assignee
        The post it was given to inside the office.
    offer, excuse, done
        Ids of the facts that stand behind `offered_at`, `excused_at` and `done_at`.
    state
        The task's: ``open``, ``discharged``, ``lapsed``; ``withdrawn`` where it is no longer called for at all.
    parts, parts_done
        How many parts this node was split into, and how many of them are reported done.
    """

    node = models.UUIDField(primary_key=True)
    root = models.UUIDField(db_index=True)
    parent = models.UUIDField(null=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    area = AreaCodeField(db_index=True)
    owner = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    came_from = models.BigIntegerField(null=True)
    note = models.TextField(blank=True)
    given_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    received_by = models.CharField(max_length=120, blank=True)
    assignee = models.BigIntegerField(null=True)
    offer = models.UUIDField(null=True)
    offered_to = models.BigIntegerField(null=True)
    offered_at = models.DateTimeField(null=True)
    offer_reason = models.TextField(blank=True)
    declined_at = models.DateTimeField(null=True)
    declined_by = models.BigIntegerField(null=True)
    declined_reason = models.TextField(blank=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.BigIntegerField(null=True)
    returned_reason = models.TextField(blank=True)
    excuse = models.UUIDField(null=True)
    excused_at = models.DateTimeField(null=True)
    excused_reason = models.TextField(blank=True)
    excused_by = models.CharField(max_length=160, blank=True)
    done = models.UUIDField(null=True)
    done_at = models.DateTimeField(null=True)
    parts = models.PositiveIntegerField(default=0)
    parts_done = models.PositiveIntegerField(default=0)
    subject = models.CharField(max_length=80)
    pack = models.CharField(max_length=80)
    clause = models.CharField(max_length=80)
    step = models.CharField(max_length=40)
    severity = models.CharField(max_length=12)
    state = models.CharField(max_length=12)
    window_from = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "ledger_handling"
        indexes = [
            models.Index(
                fields=["office", "due_at", "node"],
                name="part_by_office",
                condition=models.Q(parent__isnull=False, done_at=None, state="open"),
            ),
            models.Index(fields=["parent"], name="part_by_parent", condition=models.Q(parent__isnull=False)),
            models.Index(fields=["offered_to"], name="handling_offered", condition=models.Q(offered_to__isnull=False)),
            models.Index(fields=["office"], name="handling_returned", condition=models.Q(returned_at__isnull=False)),
            models.Index(fields=["node"], name="handling_excused", condition=models.Q(excused_at__isnull=False)),
        ]

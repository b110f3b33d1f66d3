"""Line-list imports: how columns map, what came in, what waits for review."""

from __future__ import annotations

import uuid

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.ledger.models import Incident


class ColumnMapping(models.Model):
    """A saved mapping of a line list's columns to fields."""

    name = models.CharField(max_length=80, unique=True)
    mapping = models.JSONField()
    updated_at = models.DateTimeField()


class LineListImport(models.Model):
    """One import of one file; the same file (by content) and mapping is imported once an incident."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    mapping = models.JSONField()
    imported_at = models.DateTimeField()
    actor = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)


class Upload(models.Model):
    """A file between being chosen and being imported: sealed, seen by who sent it, gone when it has come in."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    area = AreaCodeField(db_index=True)
    filename = models.CharField(max_length=200)
    sealed = models.BinaryField()
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    batch = models.ForeignKey(LineListImport, null=True, on_delete=models.SET_NULL, related_name="+")
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField()


class ImportedRow(models.Model):
    """What a line list last said of a case: a later list changes only what it says otherwise than this.

    So a value that somebody has corrected by hand since is never undone by importing an old list again.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=60)
    area = AreaCodeField(db_index=True)
    values = models.JSONField()
    """Field → value as text; names, identity numbers and phones are never among them."""
    batch = models.ForeignKey(LineListImport, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="imported_row_once")]


class ReviewRow(models.Model):
    """A row that could not be taken: where, which field, why, and what stood there."""

    batch = models.ForeignKey(LineListImport, on_delete=models.CASCADE, related_name="review")
    area = AreaCodeField(db_index=True)
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=80)
    code = models.CharField(max_length=60)
    reason = models.JSONField()
    """Values for the sentence that belongs to `code`."""
    values = models.JSONField()
    resolved_at = models.DateTimeField(null=True, blank=True)

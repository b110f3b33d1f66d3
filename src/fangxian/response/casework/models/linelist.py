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
    """One import of one file; the same file (by content) and mapping is imported once an incident.

    ``rows = created + updated + unchanged + rejected``; `reviewed` of them came in with something left for review.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    filename = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    format = models.CharField(max_length=12, default="table")
    mapping = models.JSONField()
    imported_at = models.DateTimeField()
    actor = models.CharField(max_length=120, blank=True)
    rows = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    reviewed = models.PositiveIntegerField(default=0)
    kinds = models.JSONField(default=dict)
    """The same counts by kind of row."""
    left = models.JSONField(default=dict)
    """What the file held beside, which does not come in, with how often."""
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True)
    kept = models.JSONField(default=list)
    """Rows that an undoing left, because something has been built on them since: kind, number, reason."""


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
    format = models.CharField(max_length=12, default="table")
    mapping = models.JSONField(default=dict)
    """By kind of row, as :class:`LineListImport` keeps it."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    batch = models.ForeignKey(LineListImport, null=True, on_delete=models.SET_NULL, related_name="+")
    error = models.TextField(blank=True)
    sent_at = models.DateTimeField()


class ImportedRow(models.Model):
    """What a list last said of a row: a later list changes only what it says otherwise than this.

    So a value that somebody has corrected by hand since is never undone by importing an old list again. Written by
    the hundred thousand, and only by an import: PostgreSQL checks none of its keys, and keeps only those indexes that
    an import or its undoing asks.
    """

    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=16, default="cases")
    number = models.CharField(max_length=260)
    """What tells the row from the others of its kind: of a case or contact its number."""
    area = AreaCodeField()
    values = models.JSONField()
    """Field → value as text; names, identity numbers and phones are never among them."""
    batch = models.ForeignKey(
        LineListImport, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    """The import that said it last."""
    made = models.ForeignKey(LineListImport, null=True, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    """The import that entered it; none where it was on record before."""
    line = models.PositiveIntegerField(default=0)
    """Its row in the file of `batch`."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "kind", "number"], name="imported_row_once")]


class ReviewRow(models.Model):
    """A row that could not be taken: where, which field, why, and what stood there."""

    batch = models.ForeignKey(LineListImport, on_delete=models.CASCADE, related_name="review")
    area = AreaCodeField(db_index=True)
    kind = models.CharField(max_length=16, default="cases")
    row = models.PositiveIntegerField()
    field = models.CharField(max_length=80)
    code = models.CharField(max_length=60)
    reason = models.JSONField()
    """Values for the sentence that belongs to `code`."""
    values = models.JSONField()
    resolved_at = models.DateTimeField(null=True, blank=True)

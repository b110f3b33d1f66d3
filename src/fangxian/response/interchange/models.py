"""Exports: what somebody asked for, how far it is, and the file that came of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.ledger.models import Incident


class Export(models.Model):
    """An export 导出: asked for by a post, for a purpose; its file is kept some days, for that post alone."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("ready")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        ERASED = "erased", _("erased")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="+")
    area = AreaCodeField(db_index=True)
    incident = models.ForeignKey(Incident, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.CharField(max_length=120)
    language = models.CharField(max_length=10)
    format = models.CharField(max_length=10)
    kinds = models.JSONField()
    columns = models.JSONField(default=dict)
    """Names of the columns by kind; a kind that is not named has all."""
    chosen = models.JSONField(default=dict)
    """Which rows: area, since, until, and what narrows the lists of cases and contacts."""
    identities = models.BooleanField(default=False)
    purpose = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    filename = models.CharField(max_length=120, blank=True)
    size = models.BigIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    """When it last showed that it is still being written, in real time; one that falls silent is begun anew."""
    finished_at = models.DateTimeField(null=True)
    """Real time, from which the days count that the file is kept."""

    class Meta:
        indexes = [models.Index(fields=["post", "-asked_at"], name="export_by_post")]

    def __str__(self) -> str:
        return self.filename or str(self.id)

"""Plans of a round: what a search proposed, and who signed it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.testing.models.round import Round


class Plan(models.Model):
    """A plan 采样组织方案 of a round: a draft until somebody signs it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being worked out")
        DRAFT = "draft", _("draft")
        SIGNED = "signed", _("signed")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    class Stage(models.TextChoices):
        READING = "reading", _("reading who is to be tested, and what is done")
        STATIONS = "stations", _("choosing stations, tables and laboratories")
        WRITING = "writing", _("writing it down")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField()
    area = AreaCodeField(db_index=True)
    """The round's when it was asked for."""
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    actor = models.CharField(max_length=120)
    asked = models.JSONField()
    """What was assumed and what is there: see :class:`fangxian.response.testing.planning.wish.Wish`."""
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=10, choices=Stage.choices, blank=True)
    beat_at = models.DateTimeField(null=True)
    """When it last showed that it is being worked out, in real time; one that falls silent is begun anew."""
    finished_at = models.DateTimeField(null=True)
    """By the workspace's clock: as of when it holds."""
    error = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=64, blank=True)
    """Of the round's scope that it was worked out for: another scope needs another plan."""
    result = models.JSONField(default=dict)
    signed_by = models.CharField(max_length=120, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "number"], name="plan_numbered_once")]

    @property
    def going(self) -> bool:
        """Whether somebody waits for it."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

"""The workspace: what this database is, and what time it is in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Workspace(models.Model):
    """The one row that says what this database is.

    A workspace that is not live carries a watermark on every page, print and export. A simulated clock
    stands at `clock`; a live one has none and follows the real time.
    """

    class Kind(models.TextChoices):
        LIVE = "live", _("Live")
        SAMPLE = "sample", _("Sample")
        DRILL = "drill", _("Exercise")

    singleton = models.BooleanField(primary_key=True, default=True)
    slug = models.CharField(max_length=40)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    time_zone = models.CharField(max_length=40, default="Asia/Shanghai")
    clock = models.DateTimeField(null=True, blank=True)
    home = models.CharField(max_length=32, blank=True)
    """Code of the area the workspace is about; the command screen opens there."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="workspace_is_one_row"),
            models.CheckConstraint(
                condition=~models.Q(kind="live") | models.Q(clock=None), name="live_follows_real_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title_zh

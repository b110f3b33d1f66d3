"""What people are told, and when they want to be told."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Notice(models.Model):
    """One thing a person was told 提醒: so many tasks are new, due soon, overdue, offered … since the last time.

    It counts and names clauses, never persons: it may leave the house by e-mail.
    """

    class Kind(models.TextChoices):
        NEW = "new", _("New tasks")
        DUE_SOON = "due_soon", _("Due soon")
        OVERDUE = "overdue", _("Overdue")
        ESCALATED = "escalated", _("Escalated to you")
        OFFERED = "offered", _("Offered to you")
        RETURNED = "returned", _("Returned to you")
        DECLINED = "declined", _("Your offer was declined")
        PART = "part", _("Parts given to you")
        READING = "reading", _("Emergency reading")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    critical = models.BooleanField(default=False)
    """Whether a task of critical severity is among them: told even in quiet hours."""

    created_at = models.DateTimeField()
    params = models.JSONField(default=dict)
    link = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ledger_notice"
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], name="notice_by_user"),
            models.Index(fields=["user"], name="notice_unread", condition=models.Q(read_at=None)),
            models.Index(fields=["user"], name="notice_unmailed", condition=models.Q(mailed_at=None)),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class Preference(models.Model):
    """When a person wants to hear by e-mail. Who never chose hears as things come, outside 22:00 to 07:00."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="notice_preference"
    )
    email = models.BooleanField(default=True)
    digest_times = models.CharField(max_length=120, blank=True)
    """Local times at which the digest goes out, ``08:00,12:00,18:00``; empty for as things come."""

    quiet_from = models.TimeField(null=True, blank=True, default=time(22, 0))
    quiet_to = models.TimeField(null=True, blank=True, default=time(7, 0))
    """Local hours in which nothing is mailed but what is critical; both empty for no quiet hours."""

    class Meta:
        db_table = "ledger_preference"

    def __str__(self) -> str:
        return f"{self.user_id} {'✓' if self.email else '–'}"


class NoticeMark(models.Model):
    """How far notices have been collected: up to which sealed fact, and up to which moment."""

    singleton = models.BooleanField(primary_key=True, default=True)
    fact_seq = models.BigIntegerField(default=0)
    until = models.DateTimeField()

    class Meta:
        db_table = "ledger_notice_mark"
        constraints = [models.CheckConstraint(condition=models.Q(singleton=True), name="notice_mark_is_one_row")]

    def __str__(self) -> str:
        return f"{self.fact_seq} {self.until}"

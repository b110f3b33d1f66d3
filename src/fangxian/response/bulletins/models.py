"""Bulletins: what a city tells the public of an incident, with the figures of its record."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField, User
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident


class Bulletin(models.Model):
    """A bulletin 疫情通报, from its draft on; once published it is never changed.

    Attributes
    ----------
    number
        Of those published of the incident, from 1; none before.
    as_of
        The moment up to which it counts.
    figures
        The counts of :data:`fangxian.protocol.bulletin.COUNTED` that the record had then.
    before
        The one published before it, which its changes are told against.
    replaces, reason
        Of a correction: the bulletin that it stands in place of, and what was wrong with it.
    words_zh, words_en
        The texts, with the names of figures in braces; :func:`fangxian.response.bulletins.texts.written` fills them in.
    writer, approver
        Whoever wrote it last, and whoever approved it; never the same where the rulebook asks for two.
    fact
        Of its publication.
    """

    class Kind(models.TextChoices):
        DAILY = "daily", pgettext_lazy("bulletin", "Bulletin")
        CORRECTION = "correction", pgettext_lazy("bulletin", "Correction")

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("bulletin", "draft")
        APPROVED = "approved", pgettext_lazy("bulletin", "approved")
        PUBLISHED = "published", pgettext_lazy("bulletin", "published")
        DROPPED = "dropped", pgettext_lazy("bulletin", "dropped")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    number = models.PositiveIntegerField(null=True)
    as_of = models.DateTimeField()
    figures = models.JSONField()
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")
    reason = models.CharField(_("what was wrong"), max_length=300, blank=True)
    words_zh = models.TextField()
    words_en = models.TextField()
    channel = models.CharField(max_length=60, blank=True)
    help_line = models.CharField(max_length=60)
    signer = models.CharField(max_length=120)
    drafted_at = models.DateTimeField()
    writer = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approver = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(null=True)
    fact = models.UUIDField(null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "number"], name="bulletin_number_once"),
            models.CheckConstraint(
                condition=models.Q(state="published", number__gte=1, published_at__isnull=False, fact__isnull=False)
                | ~models.Q(state="published"),
                name="bulletin_published_whole",
            ),
        ]
        indexes = [models.Index(fields=["incident", "state", "published_at"], name="bulletin_by_time")]

    @property
    def subject(self) -> str:
        """The subject of its own facts."""
        return f"bulletin:{self.id}"

    @property
    def title(self) -> str:
        """What it is headed, in the reader's language."""
        name = either(self.incident.title_zh, self.incident.title_en)
        if self.number is None:
            return f"{name} · {self.get_kind_display()}"
        return f"{name} · {self.get_kind_display()} {either(f'第{self.number}号', f'No. {self.number}')}"

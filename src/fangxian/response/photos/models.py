"""Photos that prove a step: one concept for site checks, disinfections and receipts of goods."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField


class Photo(models.Model):
    """A photo of a record; whoever sees the record sees it, nobody else.

    What the camera wrote into the file (place, owner, serial number) is taken out; when and by which post it was sent
    is written on it.
    """

    class Kind(models.TextChoices):
        DISINFECTION = "disinfection", _("disinfection")
        CHECK = "check", _("site check")
        RECEIPT = "receipt", _("receipt of goods")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    record = models.UUIDField()
    """Id of the record it belongs to."""
    area = AreaCodeField(db_index=True)
    also_area = AreaCodeField(blank=True, db_index=True)
    """A second area that sees the record, such as where the goods came from."""
    caption = models.CharField(max_length=120, blank=True)
    sent_at = models.DateTimeField()
    sent_by = models.CharField(max_length=160, blank=True)
    """The post; empty for the system."""
    file = models.BinaryField()
    """JPEG, as it is kept."""
    small = models.BinaryField()
    """JPEG, for lists."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the file."""

    class Meta:
        indexes = [models.Index(fields=["kind", "record", "sent_at"], name="photo_of_record")]

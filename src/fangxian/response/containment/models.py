"""Risk zones: what is restricted, why, from when, until when."""

from __future__ import annotations

import uuid

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident


class Zone(models.Model):
    """A zone 风险区: an area or a part of one under a kind of measures from the pack in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    """Key of a zone kind of the pack in force."""
    area = AreaCodeField(db_index=True)
    effective_from = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=300, blank=True)
    reconstructed = models.BooleanField(default=False)

    @property
    def subject(self) -> str:
        """Subject of the zone's facts."""
        return f"zone:{self.id}"

"""Incidents, and the rulebook in force in each."""

from __future__ import annotations

import uuid

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField


class Incident(models.Model):
    """One outbreak or event 事件; its facts are read under the packs adopted for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    slug = models.CharField(max_length=60, unique=True)
    title_zh = models.CharField(max_length=160)
    title_en = models.CharField(max_length=200)
    disease = models.CharField(max_length=60)
    area = AreaCodeField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title_zh


class PackAdoption(models.Model):
    """From when a pack is in force in an incident, and who signed it in.

    `applies_to_open` decides whether occasions that already run are read under the new pack too.
    """

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="adoptions")
    pack = models.CharField(max_length=80)
    in_force_from = models.DateTimeField()
    applies_to_open = models.BooleanField(default=False)
    signed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["in_force_from", "id"]
        constraints = [models.UniqueConstraint(fields=["incident", "in_force_from"], name="one_pack_at_a_time")]

"""Chain of custody: who handed which tubes to whom, and whether the other side says the same."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.testing.models.laboratory import Laboratory
from fangxian.response.testing.models.round import Round, Station


class Handover(models.Model):
    """Tubes that change hands 交接: given by one side, taken by the other."""

    class Leg(models.TextChoices):
        RUNNER = "runner", _("station to runner")
        LABORATORY = "laboratory", _("runner to laboratory")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="handovers")
    leg = models.CharField(max_length=12, choices=Leg.choices)
    station = models.ForeignKey(Station, null=True, on_delete=models.PROTECT, related_name="handovers")
    laboratory = models.ForeignKey(Laboratory, null=True, on_delete=models.PROTECT, related_name="handovers")
    area = AreaCodeField(db_index=True)
    to_area = AreaCodeField(blank=True, db_index=True)
    given_by = models.CharField(max_length=120)
    given_at = models.DateTimeField()
    given = models.PositiveIntegerField()
    taken_by = models.CharField(max_length=120, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken = models.PositiveIntegerField(null=True, blank=True)
    missing = models.PositiveIntegerField(default=0)
    """Given and not taken."""
    unexpected = models.PositiveIntegerField(default=0)
    """Taken and not given."""


class Passing(models.Model):
    """One tube in one handover: said to be given, said to be taken. Partitioned by round."""

    pk = models.CompositePrimaryKey("round", "handover", "tube")
    round = models.IntegerField()
    handover = models.UUIDField()
    tube = models.CharField(max_length=40)
    area = AreaCodeField()
    to_area = AreaCodeField()
    given = models.BooleanField()
    taken = models.BooleanField()
    settled = models.CharField(max_length=200)
    """What was found out about a difference; empty while it is open."""
    applied = models.BooleanField()
    """Whether the tube itself says so; false while its station's batch has not arrived."""

    class Meta:
        managed = False
        db_table = "testing_passing"

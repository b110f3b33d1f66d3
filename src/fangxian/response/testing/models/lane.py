"""What stations send: tubes, the people in them, and what became of each batch."""

from __future__ import annotations

import uuid

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField


class Tube(models.Model):
    """A sampling tube 采样管, from its first swab to its result. Partitioned by round."""

    pk = models.CompositePrimaryKey("round", "code")
    round = models.IntegerField()
    code = models.CharField(max_length=40)
    id = models.UUIDField()
    """Follows from round and code; subject of the tube's facts."""
    station = models.UUIDField()
    area = AreaCodeField()
    """The station's."""
    lab_area = AreaCodeField()
    """The laboratory's that it was handed to; empty before."""
    group = models.CharField(max_length=40)
    capacity = models.SmallIntegerField()
    people = models.SmallIntegerField()
    stated = models.SmallIntegerField(null=True)
    """How many the device says are in it, once sealed."""
    opened_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    handed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    result = models.CharField(max_length=10)
    released_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "testing_tube"

    @property
    def subject(self) -> str:
        """Subject of the tube's facts."""
        return f"tube:{self.id}"


class Registration(models.Model):
    """A person's swab in a tube, as the device registered it. Partitioned by round.

    A typed row, not a fact: see ADR 0015.
    """

    pk = models.CompositePrimaryKey("round", "id")
    round = models.IntegerField()
    id = models.UUIDField()
    tube = models.CharField(max_length=40)
    station = models.UUIDField()
    area = AreaCodeField()
    """The station's."""
    home = AreaCodeField()
    """Where the roll has the person; the station's area for somebody not on it."""
    building = models.CharField(max_length=80)
    listed = models.BooleanField()
    counted = models.BooleanField()
    """Whether it is the person's first in the round, the one that coverage counts; of a person never two (an index)."""
    hash = models.BinaryField()
    sealed = models.BinaryField()
    at = models.DateTimeField()
    device = models.UUIDField()
    staff = models.CharField(max_length=60)
    voided_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "testing_registration"


class Receipt(models.Model):
    """What became of a batch. Partitioned by round."""

    pk = models.CompositePrimaryKey("round", "batch")
    round = models.IntegerField()
    batch = models.UUIDField()
    device = models.UUIDField()
    area = AreaCodeField()
    people = models.IntegerField()
    duplicates = models.IntegerField()
    refused = models.IntegerField()
    skew_s = models.FloatField()
    """Seconds by which the device's clock was behind."""
    committed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "testing_receipt"


class Refusal(models.Model):
    """An item of a batch that could not be stored, kept sealed until somebody has settled it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    """Follows from device, item and reason: sent again, it stands here once."""
    item = models.CharField(max_length=60)
    round = models.IntegerField(db_index=True)
    station = models.UUIDField()
    device = models.UUIDField()
    area = AreaCodeField(db_index=True)
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=40, blank=True)
    sealed = models.BinaryField()
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)


class Sighting(models.Model):
    """A registration of somebody the register of persons knows, until the ledger has been told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    """The registration's."""
    round = models.IntegerField()
    person = models.UUIDField()
    tube = models.UUIDField()
    single = models.BooleanField()
    area = AreaCodeField(db_index=True)
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["round", "at"], name="sighting_untold", condition=models.Q(told_at=None)),
        ]

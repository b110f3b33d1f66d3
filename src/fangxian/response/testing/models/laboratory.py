"""Laboratories, plates and wells, and the single re-tests that a positive tube orders."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.testing.models.round import Round

READINGS = {
    "positive": _("positive"),
    "negative": _("negative"),
    "grey": _("grey zone"),
    "invalid": _("invalid"),
}
"""What a well, a tube or a person's swab may read."""


class Laboratory(models.Model):
    """A laboratory 检测机构 that takes tubes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    area = AreaCodeField(db_index=True)
    name = models.CharField(max_length=120)
    tubes_a_day = models.PositiveIntegerField(default=0)
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    """Degrees; null where nobody has said where in its area it is."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="laboratory_named_once")]

    def __str__(self) -> str:
        return self.name


class Plate(models.Model):
    """A plate of 96 wells 反应板 on which tubes are tested together; run once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="plates")
    laboratory = models.ForeignKey(Laboratory, on_delete=models.PROTECT, related_name="plates")
    area = AreaCodeField(db_index=True)
    """The laboratory's."""
    name = models.CharField(max_length=60)
    made_at = models.DateTimeField()
    entered_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    entered_name = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    released_name = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["laboratory", "name"], name="plate_named_once")]

    def __str__(self) -> str:
        return self.name


class Well(models.Model):
    """A well 孔位 of a plate: a tube or a control, and what was read in it."""

    plate = models.ForeignKey(Plate, on_delete=models.CASCADE, related_name="wells")
    position = models.CharField(max_length=3)
    area = AreaCodeField(db_index=True)
    tube = models.CharField(max_length=40, blank=True)
    control = models.CharField(max_length=10, blank=True)
    """``positive`` or ``negative`` for a control; empty for a tube."""
    reading = models.CharField(max_length=10, blank=True)
    cts = models.JSONField(default=dict)
    """Cycle threshold of each gene target; null where none was reached."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plate", "position"], name="well_once_a_plate"),
            models.UniqueConstraint(
                fields=["plate", "tube"], condition=~models.Q(tube=""), name="well_one_a_tube_on_a_plate"
            ),
        ]
        indexes = [models.Index(fields=["tube"], name="well_by_tube")]

    @property
    def thresholds(self) -> list[tuple[str, float | None]]:
        """Each gene target with its cycle threshold, by name."""
        return sorted(self.cts.items())

    @property
    def reading_title(self) -> str:
        """The reading as people say it."""
        return str(READINGS.get(self.reading, self.reading))


class Retest(models.Model):
    """The single re-test 单采复检 that a positive or grey tube orders for one person in it."""

    registration = models.UUIDField(primary_key=True)
    """The swab in the tube: one order each, however often the tube is reported."""
    round = models.IntegerField()
    tube = models.CharField(max_length=40)
    person = models.UUIDField()
    """Entry in the register of persons."""
    hash = models.BinaryField()
    area = AreaCodeField(db_index=True)
    home = AreaCodeField(db_index=True)
    ordered_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    sample = models.UUIDField(null=True, blank=True)
    """The registration of the single swab."""
    sampled_at = models.DateTimeField(null=True, blank=True)
    result = models.CharField(max_length=10, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["hash"], name="retest_open", condition=models.Q(sample=None)),
            models.Index(fields=["round", "tube"], name="retest_by_tube"),
        ]

    @property
    def result_title(self) -> str:
        """The result as people say it."""
        return str(READINGS.get(self.result, self.result))

"""The register of buildings 楼栋册: compounds, buildings and stairwells, where they stand and how many live there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField


class Unit(models.Model):
    """A compound 小区, a building 楼栋 or a stairwell 单元, known by its name within its area.

    Rolls name people's homes by it, rounds of testing are planned and zones are drawn with it.
    """

    class Level(models.TextChoices):
        STAIRWELL = "stairwell", _("stairwell")
        BUILDING = "building", _("building")
        COMPOUND = "compound", _("compound")

    id = models.BigAutoField(primary_key=True)
    """A number, not a UUID: a hundred thousand of them are read for one proposal."""
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    """The compound of a building, the building of a stairwell; none where it stands alone in its area."""
    level = models.CharField(max_length=10, choices=Level.choices)
    name = models.CharField(max_length=80)
    label = models.CharField(max_length=80, db_collation="C")
    """Compound, building and stairwell in one line: what a roll calls it."""
    area = AreaCodeField()
    """The community or village, or as exact as known."""
    people = models.PositiveIntegerField(default=0)
    """Who lives there, its parts included."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "label"], name="unit_named_once"),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None) | models.Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="unit_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.label

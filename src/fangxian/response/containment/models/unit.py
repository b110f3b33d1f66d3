"""Compounds, buildings and stairwells: what a zone can be drawn around below a community, and who lives in which."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.registry.models import Person


class Unit(models.Model):
    """A compound 小区, a building 楼栋 or a stairwell 单元, in the list of buildings of an area."""

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
    area = AreaCodeField()
    """The community or village, or as exact as known."""
    people = models.PositiveIntegerField()
    """Who lives there, its parts included."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "parent", "level", "name"], name="unit_named_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None) | models.Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="unit_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dweller(models.Model):
    """In which unit a case or contact lives; who it is stays with the register."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="dwelling")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dwellers")
    area = AreaCodeField(db_index=True)
    """Area of the unit."""

"""Buildings of the grids' registers: where they stand and how many live there."""

from __future__ import annotations

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField


class Building(models.Model):
    """A building 楼栋, by its name within its area; the same in every round."""

    area = AreaCodeField()
    name = models.CharField(max_length=80, db_collation="C")
    people = models.PositiveIntegerField(default=0)
    """Who live there by the register, until a roll says it."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="building_named_once"),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None) | models.Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="building_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return self.name

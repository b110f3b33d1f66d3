"""Counters that the lane keeps in the transaction that stores the rows, so that no board ever counts rows."""

from __future__ import annotations

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField


class Progress(models.Model):
    """How many people of a building are on the roll, and how many of them have been sampled."""

    round = models.IntegerField()
    area = AreaCodeField(db_index=True)
    building = models.CharField(max_length=80, blank=True)
    listed = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    """Of those listed: away, exempt, listed twice."""
    sampled = models.IntegerField(default=0)
    """Of those listed and not excused or excused and sampled all the same."""
    others = models.IntegerField(default=0)
    """Sampled at a station of this area without being on the roll."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "area", "building"], name="progress_one_a_building")]


class Pace(models.Model):
    """How many people a station registered in ten minutes."""

    round = models.IntegerField()
    station = models.UUIDField()
    area = AreaCodeField(db_index=True)
    slot = models.DateTimeField()
    people = models.IntegerField(default=0)
    tubes = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "station", "slot"], name="pace_one_a_slot")]

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


class Glance(models.Model):
    """A large round in figures as they stood a minute ago, for an area of any level; added up beside the lane."""

    round = models.IntegerField()
    area = AreaCodeField(db_index=True)
    at = models.DateTimeField()
    listed = models.IntegerField(default=0)
    excused = models.IntegerField(default=0)
    sampled = models.IntegerField(default=0)
    others = models.IntegerField(default=0)
    filled = models.IntegerField(default=0)
    sealed = models.IntegerField(default=0)
    handed = models.IntegerField(default=0)
    received = models.IntegerField(default=0)
    resulted = models.IntegerField(default=0)
    people = models.IntegerField(default=0)
    people_received = models.IntegerField(default=0)
    people_resulted = models.IntegerField(default=0)
    miscounted = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "round"], name="glance_one_an_area")]


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
        indexes = [models.Index(fields=["slot", "round"], name="pace_by_slot")]

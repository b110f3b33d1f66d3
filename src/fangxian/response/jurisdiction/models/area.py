"""The division tree: what the areas are, where they lie, how many people live there."""

from __future__ import annotations

from django.db import models

from fangxian.response.jurisdiction.models.fields import AreaCodeField


class Area(models.Model):
    """One area 行政区划 of the division tree, from the nation to a village committee.

    Reference data: everyone may read every area's name; what happened there is under row-level security.
    """

    code = AreaCodeField(primary_key=True)
    level = models.CharField(max_length=12)
    name = models.CharField(max_length=80, db_collation="C")
    name_en = models.CharField(max_length=160, blank=True)
    """English name; empty where it is made from the name when it is shown (`naming.english`)."""

    pinyin = models.CharField(max_length=240, blank=True, db_collation="C")
    """The name in unaccented small letters without gaps, for searching: ``piduqu``; may be empty."""

    parent = AreaCodeField(blank=True, db_index=True)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="area_by_name"),
            models.Index(fields=["pinyin"], name="area_by_pinyin"),
        ]

    def __str__(self) -> str:
        return self.name


class AreaShape(models.Model):
    """Boundary of an area as GeoJSON geometry in longitude and latitude (EPSG:4490, within centimetres WGS-84)."""

    code = AreaCodeField(primary_key=True)
    geometry = models.JSONField()
    source = models.CharField(max_length=120)
    approval = models.CharField(max_length=60, blank=True)
    """Map approval number 审图号, to be printed on every map that draws the shape."""


class Population(models.Model):
    """Residents of an area by a census or register."""

    area = AreaCodeField()
    year = models.PositiveSmallIntegerField()
    residents = models.PositiveIntegerField()
    source = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "year"], name="population_one_a_year")]


class Reference(models.Model):
    """What reference data this database holds: a digest for each set, so that loading it again costs nothing.

    The row ``offices`` holds a mark that changes with every change to the offices; see
    :mod:`fangxian.response.jurisdiction.owners`.
    """

    name = models.CharField(primary_key=True, max_length=40)
    digest = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name

"""Places where people met: one row a place, however many cases were there."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField


class Place(models.Model):
    """A place 场所, known by its name within its area; never somebody's home by its house number."""

    class Category(models.TextChoices):
        HOME = "home", _("home")
        WORK = "work", _("place of work")
        SCHOOL = "school", _("school or nursery")
        MEDICAL = "medical", _("medical institution")
        SHOP = "shop", _("shop or mall")
        MARKET = "market", _("produce market")
        MEAL = "meal", _("restaurant or banquet")
        ENTERTAINMENT = "entertainment", _("entertainment")
        TRANSPORT = "transport", _("vehicle, station or airport")
        HOTEL = "hotel", _("hotel")
        OUTDOORS = "outdoors", _("outdoors")
        OTHER = "other", _("other place")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    category = models.CharField(max_length=20, choices=Category.choices)
    area = AreaCodeField()
    """Where it is."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    """Degrees of WGS 84; null where nobody has said where in its area it is."""
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="place_named_once"),
            models.CheckConstraint(
                condition=models.Q(lon=None, lat=None) | models.Q(lon__range=(-180, 180), lat__range=(-90, 90)),
                name="place_on_earth",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="place_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Subject of the place's facts."""
        return f"place:{self.id}"

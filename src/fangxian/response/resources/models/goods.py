"""What is kept, in which lots, and where."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.registry.models import Place


class Item(models.Model):
    """Goods of one kind, counted in one unit: a stock keeping unit; the catalogue is the same for every area."""

    class Category(models.TextChoices):
        PPE = "ppe", _("personal protection")
        TEST = "test", _("sampling and testing")
        DISINFECT = "disinfect", _("disinfection")
        MEDICAL = "medical", _("medicine and devices")
        LIVING = "living", _("food and daily needs")
        OTHER = "other", pgettext_lazy("goods", "other")

    class Per(models.TextChoices):
        NOBODY = "", pgettext_lazy("planned use", "only what was used")
        GUEST = "guest", _("a day for each person at the quarantine site")
        SAMPLE = "sample", _("for each person to be sampled in the area")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    code = models.CharField(max_length=30, unique=True)
    """Stock keeping unit, as printed on labels."""
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=20)
    """What is counted, such as a piece or a litre."""
    pack = models.PositiveIntegerField(default=1)
    """Units in a package."""
    category = models.CharField(max_length=10, choices=Category.choices)
    per = models.CharField(max_length=6, choices=Per.choices, blank=True)
    """What its planned use follows."""
    rate = models.DecimalField(max_digits=8, decimal_places=3, default=0)
    """Units a day, or a sample."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pack__gte=1, rate__gte=0), name="item_pack_and_rate"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """Code and name, as facts and delivery notes name it."""
        return f"{self.code} {self.name}"


class Lot(models.Model):
    """A lot of an item with its day of expiry; goods without a number are of the lot without one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="lots")
    number = models.CharField(max_length=40, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["item", "number", "expires_on"], name="lot_once", nulls_distinct=False),
        ]


class Store(models.Model):
    """A store 仓库: of a city, a district, a street, or of one site."""

    class Kind(models.TextChoices):
        DEPOT = "depot", _("depot")
        SITE = "site", _("quarantine site")
        STATION = "station", _("sampling stations of an area")
        HOSPITAL = "hospital", _("hospital")
        LABORATORY = "laboratory", _("laboratory")
        TEAM = "team", _("team")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=80)
    area = AreaCodeField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The place it belongs to, such as a quarantine site; its planned use follows who is there."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    """Where it stands (degrees); null where that is not known."""
    keeper = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "name"], name="store_named_once")]

    def __str__(self) -> str:
        return self.name

"""The population roll of a round."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField


class RollEntry(models.Model):
    """A person who is to be tested in a round 应检人员, from the grid's register. Partitioned by round."""

    class Absence(models.TextChoices):
        AWAY = "away", _("away")
        EXEMPT = "exempt", _("exempt")
        REFUSED = "refused", _("refused")
        DUPLICATE = "duplicate", _("listed twice")

    pk = models.CompositePrimaryKey("round", "id")
    round = models.IntegerField()
    id = models.UUIDField()
    hash = models.BinaryField()
    """Blind index of the identity document, the same as in the register of persons."""
    area = AreaCodeField()
    building = models.CharField(max_length=80)
    door = models.CharField(max_length=40)
    group = models.CharField(max_length=40)
    masked = models.CharField(max_length=60)
    """Name and end of the number as lists may show them."""
    sealed = models.BinaryField()
    absence = models.CharField(max_length=12, choices=Absence.choices)
    absence_note = models.CharField(max_length=200)

    class Meta:
        managed = False
        db_table = "testing_roll"

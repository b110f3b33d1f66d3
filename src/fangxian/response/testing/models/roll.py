"""The population roll of a round."""

from __future__ import annotations

from typing import Final, LiteralString

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField

EXCUSED: Final = ("away", "exempt", "duplicate", "moved", "dead")
"""Reasons that take a person out of the denominator; who refuses or lies ill at home stays in it."""

EXCUSED_SQL: Final[LiteralString] = "('away', 'exempt', 'duplicate', 'moved', 'dead')"
"""The same, as a list of SQL."""


class RollEntry(models.Model):
    """A person who is to be tested in a round 应检人员, from the grid's register. Partitioned by round."""

    class Absence(models.TextChoices):
        AWAY = "away", _("away")
        ILL = "ill", _("ill at home")
        REFUSED = "refused", _("refused")
        EXEMPT = "exempt", _("exempt")
        DUPLICATE = "duplicate", _("listed twice")
        MOVED = "moved", _("does not live here")
        DEAD = "dead", _("dead")

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

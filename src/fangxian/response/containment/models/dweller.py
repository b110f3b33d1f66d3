"""Who of the cases and contacts lives in which building."""

from __future__ import annotations

from django.db import models

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.registry.models import Person, Unit


class Dweller(models.Model):
    """In which unit a case or contact lives; who it is stays with the register."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="dwelling")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="dwellers")
    area = AreaCodeField(db_index=True)
    """Area of the unit."""

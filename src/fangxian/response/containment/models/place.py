"""Places that are disinfected, closed and opened again, each step on evidence."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person, Place


class Disinfection(models.Model):
    """An order to disinfect a place 消毒任务单, what was done, and whether it worked."""

    class Work(models.TextChoices):
        TERMINAL = "terminal", _("terminal disinfection")
        ONGOING = "ongoing", _("ongoing disinfection")
        PREVENTIVE = "preventive", _("preventive disinfection")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="disinfections")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    work = models.CharField(max_length=12, choices=Work.choices)
    scope = models.CharField(max_length=300)
    office = models.CharField(max_length=120, blank=True)
    """Who is to do it."""
    ordered_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    team = models.CharField(max_length=120, blank=True)
    agent = models.CharField(max_length=40, blank=True)
    """Key of an agent of the rulebook in force."""
    concentration = models.FloatField(null=True, blank=True)
    """Milligrams of active substance a litre."""
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    """Minutes of contact."""
    checked_at = models.DateTimeField(null=True, blank=True)
    passed = models.BooleanField(null=True, blank=True)
    checker = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-ordered_at"], name="disinfection_of_place")]


class Swab(models.Model):
    """A sample of the surroundings, before or after a disinfection."""

    class When(models.TextChoices):
        BEFORE = "before", _("before")
        AFTER = "after", _("after")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    disinfection = models.ForeignKey(Disinfection, on_delete=models.PROTECT, related_name="swabs")
    area = AreaCodeField(db_index=True)
    stage = models.CharField(max_length=6, choices=When.choices)
    spot = models.CharField(max_length=80)
    taken_at = models.DateTimeField()
    result = models.CharField(max_length=10, blank=True)
    resulted_at = models.DateTimeField(null=True, blank=True)


class Closure(models.Model):
    """A place that is closed, until the last stage of its re-opening."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="closures")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    closed_at = models.DateTimeField()
    until = models.DateTimeField()
    """When it must be decided anew."""
    legal_basis = models.CharField(max_length=300)
    signer = models.CharField(max_length=120)
    stage = models.CharField(max_length=40, blank=True)
    """Key of the stage of re-opening that is reached; empty while it is closed."""
    stage_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place"], condition=models.Q(opened_at=None), name="closure_one_at_a_time"),
        ]

    @property
    def subject(self) -> str:
        """Subject of its facts: the place."""
        return f"place:{self.place_id}"


class Hold(models.Model):
    """Goods of a closed place that stay where they are 封存物品."""

    class End(models.TextChoices):
        RELEASED = "released", pgettext_lazy("goods", "released")
        DESTROYED = "destroyed", pgettext_lazy("goods", "destroyed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="holds")
    area = AreaCodeField(db_index=True)
    goods = models.CharField(max_length=120)
    quantity = models.CharField(max_length=60, blank=True)
    held_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=10, choices=End.choices, blank=True)
    paper = models.CharField(max_length=120, blank=True)
    """Certificate of release, or how it was destroyed."""

    @property
    def subject(self) -> str:
        """Subject of its facts."""
        return f"batch:{self.id}"


class Listed(models.Model):
    """Somebody on a closed place's list of staff or of visitors."""

    class Role(models.TextChoices):
        STAFF = "staff", _("staff")
        VISITOR = "visitor", _("visitor")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    closure = models.ForeignKey(Closure, on_delete=models.PROTECT, related_name="listed")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    role = models.CharField(max_length=8, choices=Role.choices)
    last_there = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["closure", "person"], name="listed_once")]

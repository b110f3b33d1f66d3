"""Life inside a zone: special needs, service points, permits to leave."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.containment.models.zone import Zone
from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.registry.models import Person


class Need(models.Model):
    """A special need 特殊需求 of somebody inside; its clock is the rulebook's."""

    class Category(models.TextChoices):
        DIALYSIS = "dialysis", _("dialysis")
        CHILDBIRTH = "childbirth", _("childbirth")
        EMERGENCY = "emergency", _("acute illness")
        MEDICINE = "medicine", _("medicine")
        DOCTOR = "doctor", _("a doctor")
        FOOD = "food", _("food and supplies")
        INFANT = "infant", _("infant supplies")
        CARE = "care", _("somebody who needs care")
        REPAIR = "repair", _("water, power or repair")
        OTHER = "other", pgettext_lazy("need", "something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="needs")
    area = AreaCodeField(db_index=True)
    category = models.CharField(max_length=12, choices=Category.choices)
    where = models.CharField(max_length=80)
    """Building and stairwell; never a name."""
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="needs")
    detail = models.CharField(max_length=300, blank=True)
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["zone", "answered_at", "raised_at"], name="need_by_zone")]

    def __str__(self) -> str:
        return f"{self.get_category_display()} · {self.where}"

    @property
    def subject(self) -> str:
        """Subject of its facts."""
        return f"need:{self.id}"


class ServicePoint(models.Model):
    """Where people of a zone are served."""

    class Kind(models.TextChoices):
        SUPPLY = "supply", _("supplies")
        MEDICAL = "medical", _("medical help")
        TESTING = "testing", pgettext_lazy("service", "testing")
        WASTE = "waste", _("waste")
        GATE = "gate", _("gate")
        HELP = "help", _("help desk")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="service_points")
    area = AreaCodeField(db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    name = models.CharField(max_length=120)
    hours = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)


class Permit(models.Model):
    """A permit to leave a zone and come back 出入证."""

    class Reason(models.TextChoices):
        CARE = "care", _("medical care")
        DUTY = "duty", _("work that keeps the city running")
        FAMILY = "family", _("care for a relative")
        EXAM = "exam", _("examination")
        FUNERAL = "funeral", _("funeral")
        OTHER = "other", pgettext_lazy("permit", "something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="permits")
    area = AreaCodeField(db_index=True)
    code = models.CharField(max_length=12, unique=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=60)
    """How the sheet names who it is for: a number or the building, never a name."""
    reason = models.CharField(max_length=10, choices=Reason.choices)
    destination = models.CharField(max_length=120)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    signer = models.CharField(max_length=120)
    issued_at = models.DateTimeField()
    out_at = models.DateTimeField(null=True, blank=True)
    """When they last went out."""
    in_at = models.DateTimeField(null=True, blank=True)
    """When they came back from that."""
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["zone", "-valid_to"], name="permit_by_zone")]
        constraints = [
            models.CheckConstraint(condition=models.Q(valid_to__gt=models.F("valid_from")), name="permit_ends"),
        ]

    @property
    def outside(self) -> bool:
        """Whether the holder went out and is not back."""
        return self.out_at is not None and (self.in_at is None or self.in_at < self.out_at)

"""Follow-up of contacts, one line a contact and day."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models.contact import Contact
from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident


class Outcome(models.TextChoices):
    """What came of a day's follow-up (names follow Go.Data)."""

    SEEN_WELL = "seen_well", _("seen, well")
    SEEN_ILL = "seen_ill", _("seen, ill")
    MISSED = "missed", _("sought, not found")
    NOT_ATTEMPTED = "not_attempted", _("not attempted")


class Method(models.TextChoices):
    """How a contact was seen."""

    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by telephone")
    ONLINE = "online", _("online")


class FollowUp(models.Model):
    """The follow-up of one contact on one local day; what is recorded later corrects it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="followups", db_index=False)
    area = AreaCodeField()
    day = models.DateField()
    """Day of the workspace's zone."""
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    at = models.DateTimeField()
    method = models.CharField(max_length=12, choices=Method.choices, default=Method.IN_PERSON)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    """Degrees Celsius."""
    symptoms = models.JSONField(default=list, blank=True)
    note = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField()
    fact = models.UUIDField()
    """The fact that says it now."""
    symptom_fact = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["contact", "day"], name="followup_once_a_day")]
        indexes = [
            models.Index(fields=["area", "day"], name="followup_by_area"),
            # All that the tally of a day asks: a million of them are counted without a look at their rows.
            models.Index(fields=["day", "area", "outcome", "incident"], name="followup_by_day"),
        ]

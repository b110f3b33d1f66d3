"""Cases and the history of their classification."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class Classification(models.TextChoices):
    """Case classification 病例分类 (names follow SORMAS and the Chinese protocol)."""

    SUSPECT = "suspect", _("suspected case")
    PROBABLE = "probable", _("probable case")
    CONFIRMED = "confirmed", _("confirmed case")
    ASYMPTOMATIC = "asymptomatic", _("asymptomatic infection")
    EXCLUDED = "excluded", _("excluded")


class Route(models.TextChoices):
    """How a case was found 发现途径."""

    FEVER_CLINIC = "fever_clinic", _("fever clinic")
    CONTACT = "contact", _("contact under control")
    COMPANION = "companion", _("spatiotemporal companion")
    MASS_TEST = "mass_test", _("mass testing")
    KEY_POST = "key_post", _("key post testing")
    ARRIVAL = "arrival", _("arrival")
    GOODS = "goods", _("goods tracing")
    SELF_REPORT = "self_report", _("self-report")
    OUTSIDE_NOTICE = "outside_notice", _("notice from outside")
    UNKNOWN = "", _("not stated")


class Case(models.Model):
    """A case 病例: one person's illness or infection in one incident, as it stands now."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="cases", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=60)
    classification = models.CharField(max_length=20, choices=Classification.choices)
    route = models.CharField(max_length=20, choices=Route.choices, blank=True)
    severity = models.CharField(max_length=20, blank=True)
    area = AreaCodeField()
    onset_on = models.DateField(null=True, blank=True)
    classified_at = models.DateTimeField()
    """When the present classification was made."""
    reported_at = models.DateTimeField()
    """When the case was first reported as suspected, confirmed or asymptomatic."""
    source = models.CharField(max_length=300, blank=True)
    """Where or from whom the infection is thought to come, in the words of the source."""
    cluster = models.CharField(max_length=160, blank=True)
    outcome = models.CharField(max_length=20, blank=True)
    notes = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="case_once_a_person"),
            models.UniqueConstraint(fields=["incident", "number"], name="case_number_once"),
        ]
        indexes = [
            models.Index(fields=["-reported_at", "id"], name="case_by_report"),
            models.Index(fields=["area", "-reported_at", "id"], name="case_by_area"),
            models.Index(fields=["incident", "-reported_at", "id"], name="case_by_incident"),
            models.Index(fields=["number"], name="case_by_number"),
            models.Index(fields=["onset_on"], name="case_by_onset"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Subject of the case's facts: the person, so that a contact who becomes a case is one story."""
        return f"person:{self.person_id}"


class CaseStatus(models.Model):
    """One line of a case's classification history."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="history")
    area = AreaCodeField(db_index=True)
    classification = models.CharField(max_length=20, choices=Classification.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    fact = models.UUIDField(unique=True)
    replaced_at = models.DateTimeField(null=True, blank=True)
    """When a correction took the place of this line; it stays readable as what had been reported."""

    class Meta:
        ordering = ["at", "recorded_at"]

"""People isolated at home: where they stay until when, who lives with them, what is reported of each day."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person

URGENCY = (
    models.F("unreached_at").asc(nulls_last=True),
    models.F("breached_at").asc(nulls_last=True),
    models.F("ill_on").desc(nulls_last=True),
    models.F("calls_missed").desc(),
    models.F("reported_on").asc(nulls_first=True),
    models.F("began_at").asc(),
    models.F("id").asc(),
)
"""Order in which people at home are called: the most urgent first."""


class HomeStay(models.Model):
    """One person isolated at home, from then until then: a stay without a bed.

    A person has either a bed at a site or a stay at home. That nobody has both at one time, now or in the past, is
    held by the database: the exclusion constraint and the triggers of the next migration.
    """

    class Ended(models.TextChoices):
        RELEASED = "released", _("released")
        SITE = "site", _("to a quarantine site")
        HOSPITAL = "hospital", _("to hospital")
        SIGNED = "signed", _("quarantine ended by signature")
        CASE = "case", _("became a case")
        CLOSED = "closed", _("no longer managed as a contact here")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="home_stays")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="home_stays")
    area = AreaCodeField()
    """Area responsible for the person."""
    group = models.CharField(max_length=20, blank=True)
    """Group with a rule of its own, such as ``child``; empty for most."""
    help_line = models.CharField(max_length=40, blank=True)
    """Telephone that the person may call."""
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_to = models.CharField(max_length=10, choices=Ended.choices, blank=True)
    fit = models.BooleanField(null=True, blank=True)
    """Whether the dwelling was found fit last; none where nobody has looked."""
    reported_on = models.DateField(null=True, blank=True)
    """Last local day of which it is known how they are."""
    ill_on = models.DateField(null=True, blank=True)
    """Last local day on which they were ill."""
    calls_missed = models.PositiveSmallIntegerField(default=0)
    """Calls and visits in a row that nobody answered."""
    unreached_at = models.DateTimeField(null=True, blank=True)
    """Since when they count as not reached; none once they were."""
    breached_at = models.DateTimeField(null=True, blank=True)
    """Since when a breach is not settled."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="home_once_a_person"),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_to="")
                | (models.Q(ended_at__gte=models.F("began_at")) & ~models.Q(ended_to="")),
                name="home_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "id"], condition=models.Q(ended_at=None), name="home_open_by_area"),
            models.Index(fields=["area", "ended_at"], name="home_by_area"),
            models.Index(*URGENCY, condition=models.Q(ended_at=None), name="home_by_urgency"),
        ]

    @property
    def subject(self) -> str:
        """Subject of the facts: the person."""
        return f"person:{self.person_id}"


class DwellingCheck(models.Model):
    """Somebody looked whether a dwelling is fit; its id is that of the request."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="dwelling_checks")
    area = AreaCodeField(db_index=True)
    at = models.DateTimeField()
    checker = models.CharField(max_length=120)
    results = models.JSONField(default=dict)
    """By condition: ``yes``, ``no`` or ``none`` (does not apply)."""
    notes = models.JSONField(default=dict)
    """By condition: what was seen."""
    fit = models.BooleanField()
    household = models.PositiveSmallIntegerField(default=0)
    """People who live there beside."""


class Housemate(models.Model):
    """Somebody who lives with a person isolated at home."""

    class Risk(models.TextChoices):
        NONE = "none", pgettext_lazy("risk", "none known")
        OLD = "old", _("old person")
        CHILD = "child", _("child")
        PREGNANT = "pregnant", _("pregnant or newly delivered")
        ILL = "ill", _("chronically ill")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stay = models.ForeignKey(HomeStay, on_delete=models.PROTECT, related_name="housemates")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    relation = models.CharField(max_length=60, blank=True)
    risk = models.CharField(max_length=10, choices=Risk.choices, default=Risk.NONE)
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    """When they moved out; none while they live there."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["stay", "person"], condition=models.Q(left_at=None), name="housemate_once_a_stay"
            )
        ]


class Source(models.TextChoices):
    """How it was learned how somebody is."""

    SELF = "self", _("reported by themselves")
    CALL = "call", _("called")
    VISIT = "visit", _("visited at the door")


class Report(models.Model):
    """What is known of one person at one moment; its id is that of the request. A day may have several."""

    class Outcome(models.TextChoices):
        WELL = "well", pgettext_lazy("report", "well")
        ILL = "ill", pgettext_lazy("report", "ill")
        MISSED = "missed", _("not reached")

    class Half(models.TextChoices):
        MORNING = "am", _("morning")
        AFTERNOON = "pm", _("afternoon")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stay = models.ForeignKey(HomeStay, on_delete=models.PROTECT, related_name="reports", db_index=False)
    area = AreaCodeField(db_index=True)
    day = models.DateField()
    half = models.CharField(max_length=2, choices=Half.choices)
    at = models.DateTimeField()
    source = models.CharField(max_length=6, choices=Source.choices)
    outcome = models.CharField(max_length=6, choices=Outcome.choices)
    temperature = models.DecimalField(max_digits=3, decimal_places=1, null=True, blank=True)
    """Degrees Celsius."""
    symptoms = models.JSONField(default=list)
    note = models.CharField(max_length=200, blank=True)
    actor = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["stay", "day", "at"], name="home_report_by_day")]


class ReportLink(models.Model):
    """The secret address under which a person reports; the secret follows from the id and is stored nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stay = models.ForeignKey(HomeStay, on_delete=models.PROTECT, related_name="links")
    area = AreaCodeField(db_index=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stay"], condition=models.Q(revoked_at=None), name="home_one_link_a_stay")
        ]


class Breach(models.Model):
    """Somebody left the dwelling; its id is that of the request."""

    class Found(models.TextChoices):
        VISIT = "visit", _("on a visit")
        CALL = "call", _("on a call")
        SENSOR = "sensor", _("by the door sensor")
        REPORT = "report", _("others reported it")
        OTHER = "other", pgettext_lazy("breach", "otherwise")

    class Outcome(models.TextChoices):
        RETURNED = "returned", _("brought back")
        TO_SITE = "to_site", _("to go to a quarantine site")
        UNFOUNDED = "unfounded", _("was none")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stay = models.ForeignKey(HomeStay, on_delete=models.PROTECT, related_name="breaches")
    area = AreaCodeField(db_index=True)
    found_at = models.DateTimeField()
    found_by = models.CharField(max_length=8, choices=Found.choices)
    text = models.CharField(max_length=300)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    measure = models.CharField(max_length=300, blank=True)


class DoorSignal(models.Model):
    """A door sensor said that the door was opened; evidence, never a breach by itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    stay = models.ForeignKey(HomeStay, on_delete=models.PROTECT, related_name="door_signals")
    area = AreaCodeField(db_index=True)
    at = models.DateTimeField()
    device = models.CharField(max_length=60)

"""Findings that were taken in from exercises, and where each stands."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField, Office
from fangxian.response.ledger.language import either
from fangxian.response.ledger.models import Incident


class Intake(models.Model):
    """A file of findings that was taken in.

    Attributes
    ----------
    id
        Follows from what the file says: the same file is taken in once.
    area
        Code of the area it belongs to: the one that holds all of its findings.
    exercise
        What the file says of the exercise: scenario, version, titles, times, digest of its record.
    signer, signed_at
        Who signed the report, and when.
    fingerprint, sender
        Of the key that signed the file, and whose it is.
    undone_at
        When it was taken back.
    """

    id = models.UUIDField(primary_key=True)
    area = AreaCodeField(db_index=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    exercise = models.JSONField()
    pack = models.CharField(max_length=80)
    signer = models.CharField(max_length=60)
    signed_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64)
    sender = models.CharField(max_length=120)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.CharField(max_length=120)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.CharField(max_length=120, blank=True)
    undone_because = models.CharField(max_length=300, blank=True)

    @property
    def title(self) -> str:
        """What the exercise is called, in the reader's language."""
        return either(self.exercise["title_zh"], self.exercise["title_en"])


class Finding(models.Model):
    """A finding: what is wrong, who puts it right by when, when it is tested again.

    Attributes
    ----------
    key
        Its name in the report.
    rating
        ``S``, ``M`` or ``U``, as evaluators rate.
    level, role
        The office that the report names.
    office
        The one that is, here.
    clause
        Clause of the plan or rulebook that it asks to be changed; may be empty.
    evidence
        What it rests on in the exercise's own record.
    """

    class Rating(models.TextChoices):
        S = "S", _("performed with some challenges")
        M = "M", _("performed with major challenges")
        U = "U", _("unable to be performed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    intake = models.ForeignKey(Intake, on_delete=models.CASCADE, related_name="findings")
    area = AreaCodeField(db_index=True)
    key = models.CharField(max_length=120)
    what_zh = models.CharField(max_length=600)
    what_en = models.CharField(max_length=900)
    rating = models.CharField(max_length=1, choices=Rating.choices)
    level = models.CharField(max_length=12, blank=True)
    role = models.CharField(max_length=40)
    office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    retest = models.DateField()
    clause = models.CharField(max_length=80, blank=True)
    evidence = models.JSONField(default=list)
    measure = models.CharField(max_length=300, blank=True)
    rectified_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    retested_at = models.DateTimeField(null=True, blank=True)
    retested_in = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["intake", "key"], name="finding_once_an_intake")]
        indexes = [models.Index(fields=["clause"], name="finding_by_clause")]

    @property
    def subject(self) -> str:
        """The subject of its facts."""
        return f"finding:{self.id}"

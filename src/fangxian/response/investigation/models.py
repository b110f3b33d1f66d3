"""Forms as they were filled in, the editions they were filled in under, and what a city laid over them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models import Case
from fangxian.response.jurisdiction.models import AreaCodeField


class Edition(models.Model):
    """What a form asked when somebody filled it in; kept for as long as there are answers to it."""

    digest = models.CharField(max_length=32, primary_key=True)
    form = models.CharField(max_length=80)
    definition = models.JSONField()
    """The form with all layers laid, as :meth:`fangxian.protocol.forms.Form.model_dump` writes it."""
    first_used_at = models.DateTimeField()


class FormAnswer(models.Model):
    """A form for a case: the one draft that people write in, or a version that was filed and stays as it is.

    Row-level security follows the case. Names, numbers, phones and addresses are never among the answers.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        FILED = "filed", _("filed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=80)
    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    """1 for the first that was filed; 0 for a draft."""
    answers = models.JSONField(default=dict)
    touched = models.JSONField(default=dict)
    """Question → [revision, actor, time] of its last change in this draft."""
    revision = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    """When the investigation it reports was done; for paper, when the paper was filled in."""
    filed_at = models.DateTimeField(null=True, blank=True)
    """When the system learned it."""
    paper_by = models.CharField(max_length=80, blank=True)
    """Office or post of whoever filled in the paper; empty where nobody used paper."""
    reason = models.CharField(max_length=300, blank=True)
    """Why a filed form was changed."""
    fact = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "form"], condition=models.Q(state="draft"), name="one_draft_of_a_form"
            ),
            models.UniqueConstraint(
                fields=["case", "form", "version"], condition=models.Q(state="filed"), name="form_version_once"
            ),
        ]


class Overlay(models.Model):
    """What an area lays over a form 地方修订: questions added, replaced or dropped; in force once signed."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        IN_FORCE = "in_force", _("in force")
        WITHDRAWN = "withdrawn", _("withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    form = models.CharField(max_length=80)
    area = AreaCodeField(db_index=True)
    """The form is asked so in this area and all below it."""
    text = models.TextField()
    """TOML, as in the shipped forms."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    in_force_from = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["form", "area"], condition=models.Q(state="draft"), name="one_draft_of_an_overlay"
            ),
            models.UniqueConstraint(
                fields=["form", "area"], condition=models.Q(state="in_force"), name="one_overlay_in_force"
            ),
        ]

    @property
    def name(self) -> str:
        """What an error calls its text, and what the edition's layers list."""
        return f"{self.form}@{self.area}.toml"

"""Risk zones: what is proposed and why, what experts say to it, what is restricted from when until when."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.ledger.models import Incident


class Proposal(models.Model):
    """A zone that somebody proposes; signed, it becomes the zone of the same id."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposal", "to be decided")
        SIGNED = "signed", pgettext_lazy("proposal", "signed")
        REFUSED = "refused", pgettext_lazy("proposal", "refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="zone_proposals")
    area = AreaCodeField(db_index=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=40)
    unit = models.CharField(max_length=20)
    units = models.JSONField(default=list)
    """`id` or area code, `name`, `level`, `people`, `reason` of each unit that it covers; empty for the whole area."""
    shape = models.JSONField(null=True)
    """The ring that was drawn, as pairs of degrees; none where units were named."""
    reason = models.CharField(max_length=300)
    people = models.PositiveIntegerField(null=True)
    estimated = models.BooleanField(default=False)
    """Whether the people were estimated for want of a list."""
    cases = models.PositiveIntegerField(null=True)
    visits = models.PositiveIntegerField(null=True)
    contacts = models.PositiveIntegerField(null=True)
    triggered_at = models.DateTimeField()
    proposed_at = models.DateTimeField()
    author = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    refusal = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Subject of its facts: the zone that it may become."""
        return f"zone:{self.id}"


class Opinion(models.Model):
    """What an expert says of a proposal or of lifting a zone 专家研判."""

    class Verdict(models.TextChoices):
        AGREE = "agree", pgettext_lazy("opinion", "agrees")
        CHANGE = "change", pgettext_lazy("opinion", "would change it")
        AGAINST = "against", pgettext_lazy("opinion", "is against it")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    zone = models.UUIDField(db_index=True)
    """Id of the proposal, and of the zone that it becomes."""
    area = AreaCodeField(db_index=True)
    expert = models.CharField(max_length=120)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    text = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField()


class Zone(models.Model):
    """A zone 风险区: an area or a part of one under a kind of measures from the pack in force."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="zones")
    name = models.CharField(max_length=160)
    name_en = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=40)
    """Key of a zone kind of the pack in force: the present one, where the zone was lowered or raised."""
    unit = models.CharField(max_length=20, blank=True)
    area = AreaCodeField(db_index=True)
    """The smallest area around all of it: whoever answers for this one may change it."""
    areas = ArrayField(AreaCodeField(), default=list)
    """The areas of its units, or its own where it covers that whole: whoever works in one of these reads it."""
    units = models.JSONField(default=list)
    """As in :class:`Proposal`."""
    shape = models.JSONField(null=True, blank=True)
    people = models.PositiveIntegerField(null=True, blank=True)
    effective_from = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    """When the order ends unless it is given anew."""
    lifted_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=300, blank=True)
    reconstructed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Subject of the zone's facts."""
        return f"zone:{self.id}"


UNITS: dict[str, object] = {
    "stairwell": _("a stairwell"),
    "building": _("a building"),
    "compound": _("a compound"),
    "village": _("a community or village"),
    "street": _("a street"),
    "county": _("a county"),
    "unit": _("a unit"),
}
"""What a zone can be drawn around, the smallest first."""

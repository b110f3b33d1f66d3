"""Teams 队伍 and their call-up."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident


class Team(models.Model):
    """People who work together and are called up together."""

    class Kind(models.TextChoices):
        SAMPLING = "sampling", _("sampling")
        TRACING = "tracing", _("tracing")
        DISINFECTION = "disinfection", _("disinfection")
        LABORATORY = "laboratory", _("laboratory")
        MEDICAL = "medical", _("medical care")
        TRANSFER = "transfer", _("transfer")
        COMMUNITY = "community", _("community work")
        LOGISTICS = "logistics", _("supplies")
        OTHER = "other", pgettext_lazy("team", "other")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=80)
    area = AreaCodeField(db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    members = models.PositiveSmallIntegerField()
    skills = models.JSONField(default=list)
    leader = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    """After a duty; null where it does not rest."""
    dissolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "name"], name="team_named_once"),
            models.CheckConstraint(condition=models.Q(members__range=(1, 5000)), name="team_has_members"),
        ]

    def __str__(self) -> str:
        return self.name


class CallUp(models.Model):
    """An order to a team: acknowledged, arrived, handed back; a team has one at a time."""

    class State(models.TextChoices):
        CALLED = "called", pgettext_lazy("team", "called")
        COMING = "coming", pgettext_lazy("team", "on its way")
        DUTY = "duty", pgettext_lazy("team", "on duty")
        BACK = "back", pgettext_lazy("team", "handed back")
        CANCELLED = "cancelled", pgettext_lazy("team", "cancelled")

    OPEN = ("called", "coming", "duty")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="callups")
    area = AreaCodeField(db_index=True)
    """Area of the team."""
    also_area = AreaCodeField(db_index=True)
    """Where it is needed."""
    work = models.CharField(max_length=300)
    """What for, and where to report."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.CALLED)
    called_at = models.DateTimeField()
    signer = models.CharField(max_length=120)
    report_by = models.DateTimeField()
    """When it is to be there."""
    until = models.DateTimeField()
    """When it is to be handed back at the latest."""
    most_hours = models.PositiveSmallIntegerField()
    """Hours on duty after which it is to be relieved, as the order says."""
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.CharField(max_length=120, blank=True)
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["team"], condition=models.Q(state__in=("called", "coming", "duty")), name="callup_one_a_team"
            ),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("report_by"), report_by__gt=models.F("called_at")),
                name="callup_goes_forward",
            ),
        ]
        indexes = [models.Index(fields=["team", "-called_at"], name="callup_of_team")]

    @property
    def subject(self) -> str:
        """Subject of its facts."""
        return f"requisition:{self.id}"

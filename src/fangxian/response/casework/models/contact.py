"""Who exposed whom, as a record of its own, and the people under contact management because of it."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class ContactKind(models.TextChoices):
    """Kinds of contact of the Chinese protocol."""

    CLOSE = "close", _("close contact")
    SECONDARY = "secondary", _("secondary contact")
    GENERAL = "general", _("general contact")
    VENUE = "venue", _("venue-exposed person")
    COMPANION = "companion", _("spatiotemporal companion")


class Certainty(models.TextChoices):
    """How sure a statement is."""

    CERTAIN = "certain", _("certain")
    PROBABLE = "probable", _("probable")
    POSSIBLE = "possible", _("possible")
    RECONSTRUCTED = "reconstructed", _("reconstructed")


class Relationship(models.Model):
    """A relationship 暴露关系: `source` may have exposed `person`. Many cases, many contacts, each pair its own row.

    The fact that states it holds the foreign key to the incident; PostgreSQL does not check it once more for the row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    source = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exposed")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exposures")
    area = AreaCodeField(db_index=True)
    kind = models.CharField(max_length=20, choices=ContactKind.choices)
    setting = models.CharField(max_length=60, blank=True)
    social = models.CharField(max_length=80, blank=True)
    """Social relationship 关系, such as spouse or colleague."""
    first_exposure = models.DateTimeField(null=True, blank=True)
    last_exposure = models.DateTimeField(null=True, blank=True)
    certainty = models.CharField(max_length=20, choices=Certainty.choices, default=Certainty.CERTAIN)
    identified_at = models.DateTimeField()
    """When the exposure was last established; a release before it does not end the contact's management."""
    recorded_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=models.F("person")), name="nobody_exposes_oneself"),
            models.UniqueConstraint(
                fields=["incident", "source", "person", "kind"],
                condition=models.Q(voided_at=None),
                name="relationship_once",
            ),
        ]


class Contact(models.Model):
    """A contact 接触者 under management in one incident: the strictest kind of the person's live relationships.

    As of those, the incident is checked by the facts.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(
        Incident, on_delete=models.PROTECT, related_name="contacts", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="contact_of")
    number = models.CharField(max_length=60)
    kind = models.CharField(max_length=20, choices=ContactKind.choices)
    area = AreaCodeField()
    last_exposure = models.DateTimeField(null=True, blank=True)
    identified_at = models.DateTimeField()
    controlled_at = models.DateTimeField(null=True, blank=True)
    """When quarantine began (the present one)."""
    quarantine_until = models.DateField(null=True, blank=True)
    """Last day of quarantine where somebody signed for one beyond the rule's; local."""
    became_case_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    team = models.CharField(max_length=40, blank=True)
    """Who follows them up."""
    follow_up_ended_at = models.DateTimeField(null=True, blank=True)
    """When follow-up ended; it may outlast quarantine."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="contact_once_a_person"),
            models.UniqueConstraint(fields=["incident", "number"], name="contact_number_once"),
        ]
        indexes = [
            models.Index(fields=["area", "-identified_at", "id"], name="contact_by_area"),
            models.Index(fields=["incident", "-identified_at", "id"], name="contact_by_incident"),
            models.Index(fields=["-identified_at", "id"], name="contact_by_time"),
            models.Index(fields=["number"], name="contact_by_number"),
            models.Index(
                fields=["area", "-identified_at", "id"],
                condition=models.Q(follow_up_ended_at=None, became_case_at=None),
                name="contact_followed",
            ),
            models.Index(
                fields=["area", "team"],
                condition=models.Q(follow_up_ended_at=None, became_case_at=None) & ~models.Q(team=""),
                name="contact_teams",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def subject(self) -> str:
        """Subject of the contact's facts: the person."""
        return f"person:{self.person_id}"

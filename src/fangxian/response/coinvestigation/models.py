"""Co-investigation sheets 协查函: who is asked for which people, and who answers for each of them."""

from __future__ import annotations

import uuid
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models import Certainty, ContactKind
from fangxian.response.jurisdiction.models import AreaCodeField, Office
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class Sheet(models.Model):
    """A letter from one place to another about some people. Both places see it, and whoever stands above either.

    An office that keeps this record is named by its row, one that does not by name and area alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.CharField(max_length=60)
    from_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    from_name = models.CharField(max_length=160)
    from_area = AreaCodeField()
    to_office = models.ForeignKey(Office, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    to_name = models.CharField(max_length=160)
    to_area = AreaCodeField()
    letter_on = models.DateField()
    sent_at = models.DateTimeField()
    signer = models.CharField(max_length=60, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    """Whom the other side calls."""
    note = models.CharField(max_length=500, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=60, blank=True)
    """Name of whoever signed for it 签收人."""
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the last person on it came to an end."""
    origin = models.CharField(max_length=64, blank=True)
    """Fingerprint of the key that signed it, where it came in from another record."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_area", "number"], name="sheet_number_once"),
        ]
        indexes = [
            models.Index(fields=["from_area", "-sent_at", "id"], name="sheet_out"),
            models.Index(fields=["to_area", "-sent_at", "id"], name="sheet_in"),
        ]

    def __str__(self) -> str:
        return self.number


class State(models.TextChoices):
    """Where the request for one person stands."""

    OFFERED = "offered", _("asked, not answered")
    ACCEPTED = "accepted", _("taken over")
    RETURNED = "returned", _("returned")
    ENDED = "ended", _("closed")


class Outcome(models.TextChoices):
    """How the request for one person can end."""

    CONTROLLED = "controlled", _("found and under control")
    LEFT = "left", _("handed on to another place, with receipt")
    RULED_OUT = "ruled_out", _("found, risk ruled out")
    DECEASED = "deceased", _("died")
    NONEXISTENT = "nonexistent", _("proven not to exist")


PROVEN: Final = (Outcome.NONEXISTENT, Outcome.RULED_OUT, Outcome.DECEASED)
"""Outcomes after which nobody is left to be managed; they need proof."""


class Listed(models.Model):
    """One person on one sheet: a leg of their way from office to office.

    Legs of one person's way share `chain` and are numbered. Until the receiving office takes the person over, the
    sender answers for them; the last leg says who does now.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="people")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    # Of the sheet, kept here too: row-level security reads them.
    from_area = AreaCodeField(db_index=True)
    to_area = AreaCodeField(db_index=True)
    row = models.PositiveIntegerField()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="asked_for")
    source = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="asked_because")
    chain = models.UUIDField()
    leg = models.PositiveSmallIntegerField(default=1)
    # What the letter says of the person; the person's own row may lie in an area that the reader does not see.
    label = models.CharField(max_length=60)
    sex = models.CharField(max_length=1, choices=Person.Sex.choices, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(max_length=20, choices=ContactKind.choices)
    first_exposure = models.DateTimeField(null=True, blank=True)
    last_exposure = models.DateTimeField(null=True, blank=True)
    setting = models.CharField(max_length=120, blank=True)
    certainty = models.CharField(max_length=20, choices=Certainty.choices, default=Certainty.CERTAIN)
    case_label = models.CharField(max_length=60, blank=True)
    """The case in question by its number; never a name."""
    rule = models.CharField(max_length=300, blank=True)
    """The rulebook's words for this kind of contact, with its source."""
    stay = AreaCodeField(blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was returned."""
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    outcome_area = AreaCodeField(blank=True)
    """Where the person was handed on to."""
    note = models.CharField(max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    correction = models.CharField(max_length=300, blank=True)
    """Why an outcome on record before was wrong."""
    ended_under = models.UUIDField(null=True)
    """The request by which it ended: the ids of the facts that say so follow from it."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "leg"], name="listed_leg_once"),
            models.UniqueConstraint(
                fields=["chain"], condition=models.Q(state="offered"), name="listed_offered_to_one_place"
            ),
            models.CheckConstraint(
                condition=models.Q(state="ended", ended_at__isnull=False) & ~models.Q(outcome="")
                | ~models.Q(state="ended") & models.Q(ended_at=None, outcome=""),
                name="listed_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["offered", "returned"]) | models.Q(accepted_at=None),
                name="listed_answered_once",
            ),
        ]
        ordering = ["row"]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> str:
        """Subject of the request's facts."""
        return f"coinvestigation:{self.id}"

    @property
    def with_receiver(self) -> bool:
        """Whether the receiving office answers for the person, as far as this leg goes; else the sender does."""
        return self.accepted_at is not None

    @property
    def responsible(self) -> str:
        """Name of the office that answers for the person by this leg."""
        return self.sheet.to_name if self.with_receiver else self.sheet.from_name


class TrustedSender(models.Model):
    """Another place whose signed files are taken in: its public key, entered by an administrator."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    place = AreaCodeField(blank=True)
    key = models.CharField(max_length=64)
    """Public key (Ed25519), base64."""
    fingerprint = models.CharField(max_length=64)
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["fingerprint"], condition=models.Q(removed_at=None), name="trusted_sender_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

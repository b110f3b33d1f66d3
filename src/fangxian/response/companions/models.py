"""Searches for companions 时空伴随检索, and their hits until somebody has judged them and they are erased."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person


class Search(models.Model):
    """One question to the stays: who was together with these cases, under this rule, for this purpose.

    Of the answer only figures are kept here; the ranked list stays with the stays, outside the operational record,
    until a person has drawn the line, and then only what lies above it comes in.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("waits for a signature")
        QUEUED = "queued", _("waits to be run")
        RUNNING = "running", _("running")
        ANSWERED = "answered", _("line to be drawn")
        TAKING = "taking", _("hits are being taken in")
        REVIEW = "review", _("under review")
        CANCELLED = "cancelled", _("cancelled")
        FAILED = "failed", _("failed")
        ERASED = "erased", _("erased")

    class Places(models.TextChoices):
        ANY = "", _("any place")
        INDOOR = "indoor", _("indoor venues")
        VEHICLE = "vehicle", _("vehicles")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField()
    """Area of the office that asks; decides who sees the search and its hits."""
    purpose = models.CharField(max_length=300)
    people = models.JSONField(default=list)
    """Whose companions: person, number, standing (case or contact), from and to; emptied by erasure."""
    layer = models.CharField(max_length=40)
    """Which stays are asked: the name of an index."""
    kind = models.CharField(max_length=20)
    """Kind of contact that an accepted hit becomes."""
    only = models.CharField(max_length=12, choices=Places.choices, blank=True)
    same = models.CharField(max_length=12, blank=True)
    """What in the place has to be the same, as the stays tell it apart: room, table, row …; empty for the place."""
    front = models.PositiveSmallIntegerField(default=0)
    back = models.PositiveSmallIntegerField(default=0)
    """Rows in front of the case's, and behind it, that count."""
    union = models.BooleanField(default=False)
    """All cases as one: time with several of them at once counts once."""
    second = models.PositiveSmallIntegerField(default=0)
    """Of so many of the strongest hits it is counted, too, how many companions they have."""
    clause = models.CharField(max_length=120, blank=True)
    """Rulebook and section that the parameters were read from; empty where they were changed by hand."""
    min_minutes = models.FloatField()
    window_days = models.PositiveSmallIntegerField()
    min_hours = models.FloatField(null=True, blank=True)
    operator = models.CharField(max_length=3, default="and")
    continuous = models.BooleanField(default=False)
    until = models.DateTimeField()
    expected = models.FloatField(null=True, blank=True)
    restriction_days = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_at = models.DateTimeField()
    requester = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=120, blank=True)
    signer = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    answer = models.JSONField(default=dict)
    """Persons, tiers, hits of random phones, cases without a stay, seconds: figures, nobody's id."""
    line = models.PositiveSmallIntegerField(null=True)
    """The last tier above the line."""
    line_persons = models.PositiveIntegerField(default=0)
    line_at = models.DateTimeField(null=True)
    line_by = models.CharField(max_length=120, blank=True)
    line_reason = models.CharField(max_length=300, blank=True)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    """Decisions by now; they outlive the hits, so that what the rule was worth can still be said."""
    erased_at = models.DateTimeField(null=True)
    erased_by = models.CharField(max_length=120, blank=True)
    proof = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "-requested_at", "id"], name="search_by_area"),
            models.Index(fields=["incident", "-requested_at"], name="search_by_incident"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def subject(self) -> str:
        """Subject of the search's facts."""
        return f"record:{self.id}"

    @property
    def reviewed(self) -> int:
        """Hits that somebody has decided on."""
        return self.accepted + self.rejected


class Reason(models.TextChoices):
    """Why a hit is no companion."""

    ELSEWHERE = "elsewhere", _("was not there")
    PHONE = "phone", _("the phone was somebody else's or left behind")
    SIGNAL = "signal", _("the phone jumped between masts")
    APART = "apart", _("there, but apart: another floor, building or room")
    PROTECTED = "protected", _("under effective protection")
    OTHER = "other", _("another reason")


class Hit(models.Model):
    """Somebody whose phone was together with those of a search's cases: a hint for a person to judge.

    Who it is stands nowhere here. A pseudonym is resolved by the command that accepts the hit, and by no other;
    only where the phone is that of a case or contact of the incident anyhow is `person` known before.
    """

    class Decision(models.TextChoices):
        WAITING = "waiting", _("to be judged")
        ACCEPTED = "accepted", _("companion")
        REJECTED = "rejected", _("no companion")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="hits", db_index=False)
    area = AreaCodeField(db_index=True)
    pseudonym = models.CharField(max_length=64)
    rank = models.PositiveIntegerField()
    tier = models.PositiveSmallIntegerField()
    dose = models.FloatField()
    minutes = models.FloatField()
    first = models.DateTimeField()
    last = models.DateTimeField()
    evidence = models.JSONField(default=list)
    """Case by case: its number and person, and the overlaps, each with place, from and to."""
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    known_as = models.CharField(max_length=60, blank=True)
    """Number of the case or contact that the phone's owner is already."""
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.WAITING)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    note = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    exposures = models.JSONField(default=list)
    """Ids of the exposures that accepting it recorded."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["search", "pseudonym"], name="hit_once_a_phone")]
        indexes = [models.Index(fields=["search", "decision", "rank"], name="hit_by_rank")]

    def __str__(self) -> str:
        return f"#{self.rank}"

    @property
    def code(self) -> str:
        """How the hit is called while nobody knows who it is."""
        return f"#{self.rank} · {self.pseudonym[:8]}"

    @property
    def clause(self) -> str:
        """The clause it was found under; empty for parameters given by hand."""
        return self.search.clause

    @property
    def cases(self) -> list[str]:
        """Numbers of the cases they were together with."""
        return [one["number"] for one in self.evidence]

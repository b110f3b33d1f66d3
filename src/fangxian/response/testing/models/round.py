"""Rounds of testing, their stations, and the devices that register people there."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.ledger.models import Incident


class Round(models.Model):
    """One round 轮次 of testing everybody of some areas.

    Its `serial` is the partition that holds its roll, registrations and tubes; its `number` is what people call it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        CLOSED = "closed", _("closed")
        ARCHIVED = "archived", _("archived")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    serial = models.PositiveIntegerField(unique=True)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    area = AreaCodeField(db_index=True)
    """The smallest area around everything in scope."""
    scope = models.JSONField()
    """Codes of the areas that are tested whole; widened, never narrowed."""
    buildings = models.JSONField(default=dict)
    """By code of an area that is not tested whole: its buildings that are."""
    drawn = models.JSONField(default=list)
    """Shapes by which the scope was drawn: GeoJSON, in the order in which they came."""
    methods = models.JSONField()
    """Swabs in a tube for each group of people of the pack; 0 is one tube a household."""
    assay = models.CharField(max_length=20, default="pcr")
    population = models.PositiveIntegerField(default=0)
    """People to be tested: the roll's, or what was stated before a roll was loaded."""
    opened_at = models.DateTimeField()
    deadline = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    signed_by = models.CharField(max_length=120)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "number"], name="round_numbered_once")]

    @property
    def subject(self) -> str:
        """Subject of the round's facts."""
        return f"round:{self.id}"


class Station(models.Model):
    """A place 采样点 where samples are taken in one round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="stations")
    area = AreaCodeField(db_index=True)
    name = models.CharField(max_length=120)
    tables = models.PositiveSmallIntegerField(default=1)
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    people = models.PositiveIntegerField(default=0)
    tubes = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    """In a large round: its pace added up, as it stood a minute ago, and the last slot in which it was heard."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "area", "name"], name="station_named_once")]

    def __str__(self) -> str:
        return self.name


class Device(models.Model):
    """A phone or tablet signed in at a station; its key is signed, lives for a day or two, and is not stored."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="devices")
    area = AreaCodeField(db_index=True)
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

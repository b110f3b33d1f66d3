"""Where people were: the statements a trajectory 轨迹 is made of."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.casework.models.contact import Certainty
from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person, Place


class Transport(models.TextChoices):
    """How somebody came to a place, or the vehicle that was the place."""

    UNKNOWN = "", _("not stated")
    WALK = "walk", _("on foot")
    BICYCLE = "bicycle", _("bicycle or scooter")
    CAR = "car", _("private car")
    TAXI = "taxi", _("taxi or hailed car")
    BUS = "bus", _("bus")
    METRO = "metro", _("metro")
    COACH = "coach", _("coach")
    TRAIN = "train", _("train")
    AIRCRAFT = "aircraft", _("aircraft")
    SHIP = "ship", _("ship")
    OTHER = "other", _("other")


class Mask(models.TextChoices):
    """Whether a mask was worn."""

    UNKNOWN = "", _("not stated")
    WORN = "worn", _("mask worn")
    NOT_WORN = "not_worn", _("no mask")
    PARTLY = "partly", _("mask worn some of the time")


class ToldBy(models.TextChoices):
    """Where a statement comes from 信息来源."""

    PERSON = "person", _("the person's own account")
    RELATIVE = "relative", _("a relative or companion")
    CAMERA = "camera", _("camera pictures")
    PHONE = "phone", _("phone records")
    PAYMENT = "payment", _("payment records")
    CODE = "code", _("place code scan")
    TICKET = "ticket", _("ticket or travel record")
    OTHER = "other", _("another source")


class Visit(models.Model):
    """A visit 活动: one person was at one place from a time to a time, by somebody's statement."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="visits", db_index=False)
    area = AreaCodeField(db_index=True)
    """Area responsible for the person; decides who sees the visit."""
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="visits", db_index=False)
    # Kept here too: the place may lie in an area whose rows the reader does not see.
    place_name = models.CharField(max_length=120)
    place_area = AreaCodeField()
    category = models.CharField(max_length=20, choices=Place.Category.choices)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When the person left; null where nobody knows."""
    transport = models.CharField(max_length=12, choices=Transport.choices, blank=True)
    service = models.CharField(max_length=60, blank=True)
    """Number of the flight, train or vehicle, and the seat."""
    mask = models.CharField(max_length=12, choices=Mask.choices, blank=True)
    companions = models.CharField(max_length=300, blank=True)
    """Who else was there, in numbers and labels, never names."""
    told_by = models.CharField(max_length=12, choices=ToldBy.choices, default=ToldBy.PERSON)
    certainty = models.CharField(max_length=20, choices=Certainty.choices, default=Certainty.CERTAIN)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    fact = models.UUIDField()
    """The fact that says it now: the first, or the last correction."""
    place_fact = models.UUIDField(null=True, blank=True)
    """The fact that the place was exposed by it; null where the visit lies outside the infectious period."""
    voided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["person", "incident", "began_at"], name="visit_by_person"),
            models.Index(fields=["place", "began_at"], name="visit_by_place"),
        ]

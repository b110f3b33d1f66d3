"""Requests 请领, and the shipments 调拨 that answer them."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.resources.models.goods import Item, Store


class Request(models.Model):
    """A store asks for goods of one kind or of several; it is met when all it asked for has been received."""

    class Urgency(models.TextChoices):
        CRITICAL = "critical", _("at once: work stops without it")
        URGENT = "urgent", _("urgent")
        NORMAL = "normal", pgettext_lazy("urgency", "normal")

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("request", "open")
        MET = "met", pgettext_lazy("request", "met")
        CLOSED = "closed", pgettext_lazy("request", "closed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="requests")
    area = AreaCodeField(db_index=True)
    needed_by = models.DateTimeField()
    urgency = models.CharField(max_length=8, choices=Urgency.choices, default=Urgency.NORMAL)
    reason = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=160, blank=True)
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    ended_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)
    """Why it was closed without being met."""

    class Meta:
        indexes = [models.Index(fields=["state", "needed_by"], name="request_by_need")]

    @property
    def number(self) -> str:
        """What people call it: the first characters of its id."""
        return str(self.id)[:8].upper()


class RequestLine(models.Model):
    """Goods of one kind that a request asks for; the clocks of the answer and of the delivery are each line's own."""

    id = models.UUIDField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="lines")
    area = AreaCodeField(db_index=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.PositiveIntegerField()
    met_at = models.DateTimeField(null=True, blank=True)
    """When all of it had been received."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "item"], name="requestline_goods_once"),
            models.CheckConstraint(condition=models.Q(quantity__gte=1), name="requestline_of_something"),
        ]

    @property
    def subject(self) -> str:
        """Subject of its facts."""
        return f"stock:{self.id}"


class Shipment(models.Model):
    """Goods of one store for a request: set aside, on the road, received; in every step they are in one account."""

    class State(models.TextChoices):
        ALLOTTED = "allotted", pgettext_lazy("shipment", "set aside")
        SENT = "sent", pgettext_lazy("shipment", "on the road")
        RECEIVED = "received", pgettext_lazy("shipment", "received")
        FREED = "freed", pgettext_lazy("shipment", "taken back")
        RETURNED = "returned", pgettext_lazy("shipment", "turned back")

    COMING = ("allotted", "sent")
    BACK = ("freed", "returned")
    """States of goods that went back to their shelf: their request may be met from elsewhere."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="shipments")
    source = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    """Area of the store that sends."""
    also_area = AreaCodeField(db_index=True)
    """Area of the store that receives."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.ALLOTTED)
    allotted_at = models.DateTimeField()
    allotted_by = models.CharField(max_length=160, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.CharField(max_length=120, blank=True)
    """Who gave them out of the store."""
    carrier = models.CharField(max_length=120, blank=True)
    """Who has them on the road: driver, plate, telephone."""
    ended_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)
    """Why less arrived than was sent, or why it was taken or turned back."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="shipment_goes_somewhere_else"),
        ]
        indexes = [models.Index(fields=["request", "state"], name="shipment_of_request")]

    @property
    def subject(self) -> str:
        """Subject of its facts."""
        return f"stock:{self.id}"

    @property
    def number(self) -> str:
        """What people call it: the first characters of its id."""
        return str(self.id)[:8].upper()


class ShipmentLine(models.Model):
    """Goods of one kind in a shipment, for one line of its request."""

    id = models.UUIDField(primary_key=True)
    shipment = models.ForeignKey(Shipment, on_delete=models.PROTECT, related_name="lines")
    area = AreaCodeField(db_index=True)
    also_area = AreaCodeField(db_index=True)
    wanted = models.ForeignKey(RequestLine, on_delete=models.PROTECT, related_name="going")
    quantity = models.PositiveIntegerField()
    received = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shipment", "wanted"], name="shipmentline_goods_once"),
            models.CheckConstraint(
                condition=models.Q(quantity__gte=1)
                & (models.Q(received=None) | models.Q(received__lte=models.F("quantity"))),
                name="shipmentline_arrives_as_it_left",
            ),
        ]

    @property
    def missing(self) -> int | None:
        """What did not arrive; None before it arrived."""
        return None if self.received is None else self.quantity - self.received

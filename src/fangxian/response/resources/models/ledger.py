"""The stock ledger: double entry. Every move leaves one account and enters another; balances follow, by the database.

All accounts of a lot add up to nothing at any time. What is on a shelf, set aside or on the road never falls below
nothing: the table of balances has a check, and only the trigger of the moves writes it.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.resources.models.goods import Lot, Store


class Account(models.Model):
    """Where goods are, or where they came from and went; its id follows from what it is."""

    class Kind(models.TextChoices):
        SHELF = "shelf", _("on the shelf")
        ASIDE = "aside", _("set aside for a shipment")
        ROAD = "road", _("on the road")
        OUTSIDE = "outside", _("from outside")
        USED = "used", pgettext_lazy("account", "used")
        LOST = "lost", _("lost, broken, expired")
        COUNTED = "counted", _("difference of a count")

    HELD = ("shelf", "aside", "road")
    """Kinds that hold goods, and so never less than nothing; the others are the edge of the world."""

    id = models.UUIDField(primary_key=True)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="accounts")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    shipment = models.UUIDField(null=True, blank=True)
    """What is set aside and what is on the road has an account for each shipment."""
    area = AreaCodeField(db_index=True)
    also_area = AreaCodeField(blank=True, db_index=True)
    """Of goods on the road: the area they go to."""


class Voucher(models.Model):
    """A booking 单据: moves that belong together, with who booked them and why; never changed, only reversed."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received from outside")
        USED = "used", pgettext_lazy("booking", "used")
        LOST = "lost", _("written off")
        COUNTED = "counted", pgettext_lazy("booking", "counted")
        ALLOTTED = "allotted", pgettext_lazy("booking", "allotted")
        FREED = "freed", _("allotment taken back")
        SENT = "sent", pgettext_lazy("booking", "sent")
        ARRIVED = "arrived", pgettext_lazy("booking", "arrived")
        RETURNED = "returned", _("turned back")
        REVERSED = "reversed", _("reversed")

    FREE = ("received", "used", "lost", "counted")
    """Kinds that may be reversed; those of a shipment are undone by the shipment's own steps."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="vouchers")
    area = AreaCodeField(db_index=True)
    also_area = AreaCodeField(blank=True, db_index=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    at = models.DateTimeField()
    booked_at = models.DateTimeField()
    booked_by = models.CharField(max_length=160, blank=True)
    """The post; empty for the system."""
    reason = models.CharField(max_length=300, blank=True)
    shipment = models.UUIDField(null=True, blank=True, db_index=True)
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal")

    class Meta:
        indexes = [models.Index(fields=["store", "-booked_at"], name="voucher_of_store")]


class Move(models.Model):
    """One line of a booking: so much of a lot, out of one account into another."""

    id = models.BigAutoField(primary_key=True)
    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="moves")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    source = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    quantity = models.BigIntegerField()
    at = models.DateTimeField()
    """When it happened, as the booking says."""
    area = AreaCodeField(db_index=True)
    also_area = AreaCodeField(blank=True, db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="move_of_something"),
            models.CheckConstraint(condition=~models.Q(source=models.F("target")), name="move_somewhere_else"),
        ]
        indexes = [models.Index(fields=["target", "at"], name="move_into")]


class Balance(models.Model):
    """What an account holds of a lot: the sum of its moves, kept by the trigger of the moves alone."""

    id = models.BigAutoField(primary_key=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="balances")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    also_area = AreaCodeField(blank=True, db_index=True)
    held = models.BooleanField()
    """Whether the account holds goods; one at the edge of the world may fall below nothing."""
    quantity = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "lot"], name="balance_once"),
            models.CheckConstraint(
                condition=models.Q(held=False) | models.Q(quantity__gte=0), name="balance_not_negative"
            ),
        ]

"""Persons and identities, held apart: events point at a person, and only `Identity` knows who it is."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField


class Person(models.Model):
    """A person 人员 as events see one: a label, sex, age, and the area responsible.

    The label is the pseudonym shown in lists (such as ``TJ17`` or ``CD-0003``); it never is a name.
    """

    class Sex(models.TextChoices):
        FEMALE = "F", _("female")
        MALE = "M", _("male")
        UNKNOWN = "", _("unknown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    label = models.CharField(max_length=60)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    age = models.PositiveSmallIntegerField(null=True, blank=True)
    area = AreaCodeField()
    """Area responsible for the person 责任属地."""
    residence = AreaCodeField(blank=True)
    reconstructed = models.BooleanField(default=False)
    """True where published totals prove that the person exists and no more; the rest is reconstruction."""
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["area", "label"], name="person_by_area"),
            models.Index(fields=["label"], name="person_by_label"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def subject(self) -> str:
        """Subject of the person's facts."""
        return f"person:{self.id}"


class Identity(models.Model):
    """Who a person is, sealed (AES-256-GCM); looked up by keyed hash, read only with a purpose."""

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="identity")
    area = AreaCodeField(db_index=True)
    sealed = models.BinaryField()
    """Name, identity number, phone, address, as one sealed JSON object."""
    id_index = models.BinaryField(null=True, unique=True)
    """Keyed hash of kind and number of the identity document (blind index); one document, one person."""
    phone_index = models.BinaryField(null=True, db_index=True)

"""Persons and identities, held apart: events point at a person, and only `Identity` knows who it is."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField


class Person(models.Model):
    """A person 人员 as events see one: a label, sex, age, and three places.

    The label is the pseudonym shown in lists (such as ``TJ17`` or ``CD-0003``); it never is a name. `area` is
    responsible for the person, `residence` is where they live, `stay` where they are for now: three questions.
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
    """Area where the person lives 常住地."""
    stay = AreaCodeField(blank=True)
    """Area where the person is for now 现住地, such as a hotel or a quarantine site in another city."""
    reconstructed = models.BooleanField(default=False)
    """True where published totals prove that the person exists and no more; the rest is reconstruction."""
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged_here")
    """Another entry of the same person, which everything is read under; see :class:`Merge`."""
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
    """Who a person is, sealed (AES-256-GCM); looked up by keyed hash, read only with a purpose.

    The columns ``…_index`` are blind indexes (:mod:`fangxian.response.registry.keys`). Each is indexed together
    with the area, so that a look-up inside an area is one range of one index.
    """

    person = models.OneToOneField(Person, primary_key=True, on_delete=models.CASCADE, related_name="identity")
    area = AreaCodeField(db_index=True)
    sealed = models.BinaryField()
    """Name, identity number, phone, address, date of birth, as one sealed JSON object."""
    id_index = models.BinaryField(null=True, unique=True)
    """Keyed hash of kind and number of the identity document; one document, one person."""
    phone_index = models.BinaryField(null=True)
    phone_tail_index = models.BinaryField(null=True)
    number_tail_index = models.BinaryField(null=True)
    name_index = models.BinaryField(null=True)
    pinyin_index = models.BinaryField(null=True)
    initials_index = models.BinaryField(null=True)
    birth_index = models.BinaryField(null=True)
    compared_at = models.DateTimeField(null=True)
    """When it was last compared with the others; none while that is still to be done."""

    class Meta:
        indexes = [
            models.Index(fields=["phone_index", "area"], name="identity_by_phone"),
            models.Index(fields=["phone_tail_index", "area"], name="identity_by_phone_tail"),
            models.Index(fields=["number_tail_index", "area"], name="identity_by_number_tail"),
            models.Index(fields=["name_index", "area"], name="identity_by_name"),
            models.Index(fields=["pinyin_index", "area"], name="identity_by_pinyin"),
            models.Index(fields=["initials_index", "area"], name="identity_by_initials"),
            models.Index(fields=["area", "person"], name="identity_waiting", condition=models.Q(compared_at=None)),
        ]

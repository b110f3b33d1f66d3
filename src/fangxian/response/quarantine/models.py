"""Quarantine sites, their rooms, who stays in which bed, and what went wrong there."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.ledger.models import Incident
from fangxian.response.registry.models import Person, Place


class Site(models.Model):
    """A quarantine site 集中隔离点: a place of the register, called up for one incident."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="sites")
    place = models.OneToOneField(Place, on_delete=models.PROTECT, related_name="quarantine_site")
    area = AreaCodeField(db_index=True)
    tiers = models.JSONField(default=list)
    """Kinds of contact it takes; empty for any."""
    shared = models.BooleanField(default=False)
    """Whether it can keep several kinds apart, such as in buildings of their own; else it houses one at a time."""
    planned_rooms = models.PositiveIntegerField()
    """Rooms it is to have: the stages of calling it up are counted in these."""
    phone = models.CharField(max_length=40, blank=True)
    """Telephone of whoever is on duty."""
    activated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.place.name

    @property
    def subject(self) -> str:
        """Subject of the site's facts: the place."""
        return f"place:{self.place_id}"


class Room(models.Model):
    """A room of a site."""

    class Class(models.TextChoices):
        SINGLE = "single", _("single room")
        FAMILY = "family", _("family room")
        ACCESSIBLE = "accessible", _("barrier-free room")

    class State(models.TextChoices):
        PREPARING = "preparing", pgettext_lazy("room", "being prepared")
        READY = "ready", pgettext_lazy("room", "ready")
        SOILED = "soiled", pgettext_lazy("room", "to be disinfected")
        CLOSED = "closed", pgettext_lazy("room", "out of use")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="rooms")
    area = AreaCodeField(db_index=True)
    number = models.CharField(max_length=20)
    room_class = models.CharField(max_length=12, choices=Class.choices)
    beds = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PREPARING)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="room_numbered_once"),
            models.CheckConstraint(condition=models.Q(beds__range=(1, 20)), name="room_has_beds"),
        ]

    def __str__(self) -> str:
        return self.number


class Stay(models.Model):
    """One person in one bed, from then until then.

    That nobody has two beds at once, and no bed two people, is held by the database: now by the two unique indexes
    here, at any past time by the exclusion constraints of the next migration.
    """

    class Left(models.TextChoices):
        RELEASED = "released", _("released")
        HOME = "home", _("isolation at home")
        HOSPITAL = "hospital", _("to hospital")
        MOVED = "moved", _("to another room or site")
        SIGNED = "signed", _("quarantine ended by signature")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="stays")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="stays")
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="stays", db_index=False)
    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="stays")
    bed = models.PositiveSmallIntegerField()
    area = AreaCodeField()
    """Area of the site."""
    origin = AreaCodeField(db_index=True)
    """Area responsible for the person, which sees where its people are."""
    family = models.UUIDField(db_index=True)
    """People who share a room have the same; it stays with them when they move."""
    group = models.CharField(max_length=20, blank=True)
    """Group with a rule of its own, such as ``child``; empty for most."""
    admitted_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    left_to = models.CharField(max_length=10, choices=Left.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(left_at=None), name="stay_one_bed_a_person"),
            models.UniqueConstraint(
                fields=["room", "bed"], condition=models.Q(left_at=None), name="stay_one_person_a_bed"
            ),
            models.CheckConstraint(
                condition=models.Q(left_at=None, left_to="") | (models.Q(left_at__gte=models.F("admitted_at"))),
                name="stay_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "site"], name="stay_by_area"),
            models.Index(fields=["site", "room"], condition=models.Q(left_at=None), name="stay_in_house"),
            models.Index(fields=["site", "-left_at"], condition=~models.Q(left_at=None), name="stay_left"),
        ]

    @property
    def subject(self) -> str:
        """Subject of the facts: the person."""
        return f"person:{self.person_id}"


class Trouble(models.Model):
    """Something that went wrong at a site, to be put right by a time; its id is that of the finding in the ledger."""

    class Category(models.TextChoices):
        EXPOSURE = "exposure", _("staff exposed")
        BREACH = "breach", _("left the room, or met others")
        ILLNESS = "illness", _("acute illness")
        WASTE = "waste", _("medical waste spilt or missing")
        DISTRESS = "distress", _("distress or conflict")
        OTHER = "other", pgettext_lazy("trouble", "something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="troubles")
    area = AreaCodeField(db_index=True)
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=12, choices=Category.choices)
    text = models.CharField(max_length=300)
    found_at = models.DateTimeField()
    rectify_by = models.DateTimeField()
    rectified_at = models.DateTimeField(null=True, blank=True)
    measure = models.CharField(max_length=300, blank=True)


class Checklist(models.Model):
    """A check of a site against the list of what it must be; its id is that of the fact."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="checklists")
    area = AreaCodeField(db_index=True)
    at = models.DateTimeField()
    checker = models.CharField(max_length=120)
    results = models.JSONField(default=dict)
    """By item: ``yes``, ``no`` or ``none`` (does not apply)."""
    notes = models.JSONField(default=dict)
    """By item: what was seen."""
    failed = models.PositiveSmallIntegerField(default=0)


class WasteLot(models.Model):
    """A lot of medical waste 医疗废物: sealed and weighed at the site, taken by a carrier, taken in by a plant.

    What left must be what arrived: each hand-over has its weight and both signatures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="waste")
    area = AreaCodeField(db_index=True)
    number = models.CharField(max_length=20)
    bags = models.PositiveSmallIntegerField()
    sealed_kg = models.DecimalField(max_digits=8, decimal_places=2)
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=120)
    carrier = models.CharField(max_length=120, blank=True)
    sent_kg = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=120, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)
    received_kg = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    received_bags = models.PositiveSmallIntegerField(null=True, blank=True)
    received_at = models.DateTimeField(null=True, blank=True)
    delivered_by = models.CharField(max_length=120, blank=True)
    received_by = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "number"], name="waste_numbered_once"),
            models.CheckConstraint(
                condition=models.Q(sealed_kg__gt=0, bags__gte=1)
                & (models.Q(sent_at=None) | models.Q(sent_at__gte=models.F("sealed_at")))
                & (models.Q(received_at=None) | models.Q(received_at__gte=models.F("sent_at"))),
                name="waste_goes_forward",
            ),
        ]

    @property
    def subject(self) -> str:
        """Subject of the lot's facts."""
        return f"waste:{self.id}"


class Staff(models.Model):
    """Somebody who works at a site, in its closed loop or not, with a rule of tests of their own."""

    class Work(models.TextChoices):
        MEDIC = "medic", _("medical staff")
        CLEANER = "cleaner", _("cleaning and waste")
        SERVICE = "service", _("service and meals")
        GUARD = "guard", _("guard")
        MANAGER = "manager", _("management")
        DRIVER = "driver", _("driver")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    site = models.ForeignKey(Site, on_delete=models.PROTECT, related_name="staff")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    work = models.CharField(max_length=10, choices=Work.choices)
    closed_loop = models.BooleanField(default=True)
    started_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(left_at=None), name="staff_of_one_site"),
        ]

    @property
    def subject(self) -> str:
        """Subject of the facts: the person."""
        return f"person:{self.person_id}"

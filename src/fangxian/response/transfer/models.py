"""Vehicles, rides, whom they carry, and in whose custody each of those is at any moment."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.casework.models import Contact
from fangxian.response.jurisdiction.models import AreaCodeField, Post
from fangxian.response.ledger.models import Incident
from fangxian.response.quarantine.models import Site
from fangxian.response.registry.models import Person, Place

CASE = "case"
"""Tier of people who are infected; everybody else has their kind of contact as tier."""


class Vehicle(models.Model):
    """A vehicle for transfers 转运车辆, with its crew."""

    class Kind(models.TextChoices):
        AMBULANCE = "ambulance", _("negative-pressure ambulance")
        VAN = "van", _("van")
        BUS = "bus", _("bus")

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("vehicle", "ready")
        UNDERWAY = "underway", pgettext_lazy("vehicle", "under way")
        SOILED = "soiled", pgettext_lazy("vehicle", "to be disinfected")
        OUT = "out", pgettext_lazy("vehicle", "out of service")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    area = AreaCodeField(db_index=True)
    """Area whose fleet it belongs to."""
    plate = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    seats = models.PositiveSmallIntegerField()
    """For people carried; the crew does not count."""
    tiers = models.JSONField(default=list)
    """Tiers it takes (``case`` or a kind of contact); empty for any, one at a time."""
    crew = models.CharField(max_length=120, blank=True)
    """Names of driver and attendants."""
    phone = models.CharField(max_length=40, blank=True)
    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    """Post whose phone page shows its rides; any crew of the area where there is none."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    """Where it stands (degrees); null for the middle of its area."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(seats__range=(1, 80)), name="vehicle_has_seats")]

    def __str__(self) -> str:
        return self.plate

    @property
    def subject(self) -> str:
        """Subject of the vehicle's facts."""
        return f"vehicle:{self.id}"


class Plan(models.Model):
    """A proposal of who goes where in which vehicle: computed beside the pages, then signed or dropped."""

    class State(models.TextChoices):
        QUEUED = "queued", pgettext_lazy("plan", "waiting to be computed")
        RUNNING = "running", pgettext_lazy("plan", "being computed")
        PROPOSED = "proposed", pgettext_lazy("plan", "proposed")
        SIGNED = "signed", pgettext_lazy("plan", "signed")
        DROPPED = "dropped", pgettext_lazy("plan", "dropped")
        FAILED = "failed", pgettext_lazy("plan", "failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    """Area whose people, sites and vehicles it plans."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    parameters = models.JSONField(default=dict)
    """Minutes and kilometres that were asked for; see :mod:`fangxian.response.transfer.planning`."""
    redo = models.BooleanField(default=False)
    """Whether rides that have not left are planned anew."""
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Post, null=True, on_delete=models.SET_NULL, related_name="+")
    done = models.PositiveIntegerField(default=0)
    whole = models.PositiveIntegerField(default=0)
    """Steps of the computation."""
    answer = models.JSONField(default=dict)
    """Rides, those left over with the reason, and figures."""
    error = models.CharField(max_length=400, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "-asked_at"], name="plan_by_area")]


class Ride(models.Model):
    """A ride 车次: a vehicle from the first boarding until nobody is aboard; one tier."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("ride", "planned")
        UNDERWAY = "underway", pgettext_lazy("ride", "under way")
        DONE = "done", pgettext_lazy("ride", "done")
        CANCELLED = "cancelled", pgettext_lazy("ride", "cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+")
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, related_name="rides")
    plan = models.ForeignKey(Plan, null=True, blank=True, on_delete=models.PROTECT, related_name="rides")
    area = AreaCodeField(db_index=True)
    """Area of the vehicle."""
    tier = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    leaves_at = models.DateTimeField()
    """When it is to begin."""
    departed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    crew = models.CharField(max_length=120, blank=True)
    """Who drove, kept as it was."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vehicle"], condition=models.Q(state="underway"), name="ride_one_a_vehicle"
            ),
        ]
        indexes = [models.Index(fields=["vehicle", "state", "leaves_at"], name="ride_by_vehicle")]


class Transfer(models.Model):
    """One person's transfer 转运, from the request until somebody else has taken them in."""

    class State(models.TextChoices):
        REQUESTED = "requested", pgettext_lazy("transfer", "waiting for a vehicle")
        ALLOTTED = "allotted", pgettext_lazy("transfer", "vehicle on its way")
        ABOARD = "aboard", pgettext_lazy("transfer", "aboard")
        DOOR = "door", pgettext_lazy("transfer", "at the door")
        DELIVERED = "delivered", pgettext_lazy("transfer", "taken in")
        CANCELLED = "cancelled", pgettext_lazy("transfer", "cancelled")

    class Origin(models.TextChoices):
        HOME = "home", pgettext_lazy("origin", "home")
        SITE = "site", pgettext_lazy("origin", "quarantine site")
        HOSPITAL = "hospital", pgettext_lazy("origin", "hospital")
        OTHER = "other", pgettext_lazy("origin", "elsewhere")

    OPEN = ("requested", "allotted", "aboard", "door")
    CARRIED = ("aboard", "door")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="transfers")
    contact = models.ForeignKey(Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    area = AreaCodeField()
    """Area responsible for the person."""
    to_area = AreaCodeField(blank=True, db_index=True)
    """Area of where they go, which sees them come."""
    tier = models.CharField(max_length=20)
    family = models.UUIDField(db_index=True)
    """People who travel together and go to one place have the same."""
    group = models.CharField(max_length=20, blank=True)
    """Group with a rule of its own, such as ``child``."""
    accessible = models.BooleanField(default=False)
    """Needs a barrier-free room."""
    origin = models.CharField(max_length=10, choices=Origin.choices, default=Origin.HOME)
    pickup = models.CharField(max_length=120, blank=True)
    """Where the vehicle meets them, such as a gate; never a house number: that is the register's."""
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    site = models.ForeignKey(Site, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    hospital = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ride = models.ForeignKey(Ride, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers")
    order = models.PositiveSmallIntegerField(default=0)
    """Place in the order of the ride's pick-ups."""
    meets_at = models.DateTimeField(null=True, blank=True)
    """When the vehicle is to be there."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=120, blank=True)
    """Who answers for them at the origin and gives them into the crew's hands."""
    boarded_at = models.DateTimeField(null=True, blank=True)
    door_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    receiver = models.CharField(max_length=120, blank=True)
    """Who took them in."""
    reason = models.CharField(max_length=300, blank=True)
    """Why it was refused last, or cancelled."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=("requested", "allotted", "aboard", "door")),
                name="transfer_one_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("requested", "delivered", "cancelled")) | models.Q(ride__isnull=False),
                name="transfer_under_way_has_a_ride",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("delivered", "cancelled")) | models.Q(ended_at__isnull=False),
                name="transfer_over_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["area", "state", "requested_at"], name="transfer_by_area"),
            models.Index(fields=["site", "state"], name="transfer_by_site"),
            models.Index(fields=["ended_at"], condition=models.Q(state="delivered"), name="transfer_delivered"),
        ]

    @property
    def subject(self) -> str:
        """Subject of the facts: the person."""
        return f"person:{self.person_id}"

    @property
    def target(self) -> Place | None:
        """Where they go: the site's place or the hospital; None before that is known."""
        return self.site.place if self.site is not None else self.hospital


class Custody(models.Model):
    """Who answers for a person in transfer, from then until then.

    One row ends where the next begins, and the database refuses two at one time: between door and bed nobody is in
    nobody's hands, and nobody in two.
    """

    class Holder(models.TextChoices):
        ORIGIN = "origin", pgettext_lazy("custody", "where they were")
        VEHICLE = "vehicle", pgettext_lazy("custody", "the crew")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    transfer = models.ForeignKey(Transfer, on_delete=models.PROTECT, related_name="custodies")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField()
    to_area = AreaCodeField(blank=True, db_index=True)
    holder = models.CharField(max_length=8, choices=Holder.choices)
    ride = models.ForeignKey(Ride, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.CharField(max_length=120, blank=True)
    taken_by = models.CharField(max_length=120, blank=True)
    """Who gave and who took, when it began."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(until=None), name="custody_one_a_person"),
            models.CheckConstraint(
                condition=models.Q(holder="vehicle", ride__isnull=False) | models.Q(holder="origin", ride=None),
                name="custody_of_a_vehicle_has_a_ride",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="custody_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index(fields=["area", "person"], name="custody_by_area")]

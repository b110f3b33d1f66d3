"""What a control room keeps. None of it can stand in a database that is no exercise: a trigger sees to that.

Tables that tell more than a participant may know lie behind a curtain (:mod:`fangxian.drill.room.curtain`): injects,
faults, the truth, the journal, observations, the script.
"""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.response.jurisdiction.models import Office, Post


class Room(models.Model):
    """The one exercise of a workspace: where it stands and how fast it runs.

    Attributes
    ----------
    begins_at, ends_at
        Start of day 0 and end of the last day.
    area
        Code of the community it begins in: injects without an area go to the offices that answer for it.
    speed
        Simulated seconds in a real second.
    until
        Runs to this moment as fast as it can, then pauses; none for running on at `speed`.
    double_blind
        Participants are told neither what is an inject nor who the controllers are.
    version
        Grows with everything a page would show.
    seen_at
        Real time at which the driver was last there.
    trouble
        Why the driver had to stop by itself; empty where nothing is wrong.
    """

    class State(models.TextChoices):
        BRIEFING = "briefing", pgettext_lazy("exercise", "briefing")
        RUNNING = "running", pgettext_lazy("exercise", "running")
        PAUSED = "paused", pgettext_lazy("exercise", "paused")
        STOPPED = "stopped", pgettext_lazy("exercise", "stopped")
        ENDED = "ended", pgettext_lazy("exercise", "ended")

    class Reason(models.TextChoices):
        STOP_WORD = "stop_word", _("stop word")
        REAL_EVENT = "real_event", _("real event")

    singleton = models.BooleanField(primary_key=True, default=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True)
    scenario = models.CharField(max_length=40)
    version_of = models.CharField(max_length=20)
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=160)
    area = models.CharField(max_length=32)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.BRIEFING)
    speed = models.FloatField(default=60)
    until = models.DateTimeField(null=True, blank=True)
    double_blind = models.BooleanField(default=False)
    stop_word_zh = models.CharField(max_length=40)
    stop_word_en = models.CharField(max_length=60)
    stop_reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    stop_note = models.CharField(max_length=300, blank=True)
    version = models.PositiveBigIntegerField(default=1)
    seen_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(singleton=True), name="room_is_one_row"),
            models.CheckConstraint(condition=models.Q(speed__range=(1, 3600)), name="room_speed"),
        ]

    def __str__(self) -> str:
        return self.title_zh


class Script(models.Model):
    """The scenario package as it was when the room was opened, and the chance of the drill."""

    singleton = models.BooleanField(primary_key=True, default=True)
    package = models.BinaryField()
    """Its files, by name."""
    digest = models.CharField(max_length=64)
    variant = models.CharField(max_length=80, blank=True)
    seed = models.BigIntegerField()
    people = models.PositiveIntegerField()
    """People of the hidden city, about; 0 for the city that the package names."""


class Inject(models.Model):
    """An entry of the master scenario events list, or one that a controller wrote on the spot."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("inject", "waiting")
        HELD = "held", pgettext_lazy("inject", "on call")
        DELIVERED = "delivered", pgettext_lazy("inject", "delivered")
        WITHDRAWN = "withdrawn", pgettext_lazy("inject", "withdrawn")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=80, unique=True)
    place = models.PositiveIntegerField()
    """Its place in the list."""
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=300)
    text_zh = models.TextField()
    text_en = models.TextField()
    sender_zh = models.CharField(max_length=120)
    sender_en = models.CharField(max_length=160)
    channel = models.CharField(max_length=16)
    aspect = models.CharField(max_length=80, blank=True)
    to = models.JSONField(default=list)
    """Offices: level, role, and an area where it is not the room's."""
    due_at = models.DateTimeField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    """What has to be on record first: fact, where, count, delay in seconds, and the moment at which it comes anyway."""
    expects = models.JSONField(default=list)
    """What ought to follow: fact, where, within in seconds."""
    fault = models.JSONField(null=True, blank=True)
    media = models.JSONField(default=list)
    """Files of the package that come with it."""
    free = models.BooleanField(default=False)
    """Whether a controller wrote it on the spot."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    delivered_at = models.DateTimeField(null=True, blank=True)
    spoken = models.BooleanField(default=False)
    """Whether the facts that it brings are on record."""

    class Meta:
        ordering = ["place"]


class Fault(models.Model):
    """Something of the systems that is out of order for a time: simulated time, as everything in the exercise."""

    class Kind(models.TextChoices):
        TESTING_LANE = "testing_lane", _("Testing system down")
        NETWORK = "network", _("Network cut")
        LAB_OVERLOAD = "lab_overload", _("Laboratories overloaded")
        PRIVACY_LEAK = "privacy_leak", _("Names leaked")
        RUMOUR = "rumour", _("Rumour")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    within = models.CharField(max_length=32, blank=True)
    """Code of the area it holds in; empty for everywhere."""
    factor = models.FloatField(default=1)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_by = models.CharField(max_length=120, blank=True)


class Message(models.Model):
    """What an office was told: a call, a letter, a message, a clip. Which inject it came from stands in the journal."""

    class Channel(models.TextChoices):
        PHONE = "phone", _("by telephone")
        MESSAGE = "message", _("message")
        DOCUMENT = "document", _("document")
        MEDIA = "media", _("media")
        FACE_TO_FACE = "face_to_face", _("face to face")
        SYSTEM = "system", _("information system")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    channel = models.CharField(max_length=16, choices=Channel.choices)
    sender_zh = models.CharField(max_length=120)
    sender_en = models.CharField(max_length=160)
    text_zh = models.TextField()
    text_en = models.TextField()
    media = models.JSONField(default=list)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["office", "-at"], name="message_of_office")]


class Seat(models.Model):
    """A post that a person has taken over from the autopilot, until it is handed back."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField()
    handed_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post"], condition=models.Q(handed_back_at=None), name="seat_once_a_post"),
        ]


class Asked(models.Model):
    """A question put to an office on the spot, with its timer in real time, its answer and its score.

    The reference answer stays in the script.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=80)
    number = models.PositiveIntegerField(unique=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    text_zh = models.TextField()
    text_en = models.TextField()
    points = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    asked_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    comment = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score=None) | models.Q(score__lte=models.F("points")), name="asked_score_in_points"
            ),
        ]


class Observation(models.Model):
    """What an evaluator saw: a rating of a critical task, a note, or both. The latest rating of an evaluator counts."""

    class Rating(models.TextChoices):
        P = "P", _("performed without challenges")
        S = "S", _("performed with some challenges")
        M = "M", _("performed with major challenges")
        U = "U", _("unable to be performed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    check_key = models.CharField(max_length=80, blank=True)
    rating = models.CharField(max_length=1, choices=Rating.choices, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    made_at = models.DateTimeField()


class Remark(models.Model):
    """A line of the chat log; nobody changes or removes one."""

    class Channel(models.TextChoices):
        ALL = "all", pgettext_lazy("chat", "everybody")
        CONTROL = "control", pgettext_lazy("chat", "control room")

    number = models.BigAutoField(primary_key=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ALL)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=150)
    text = models.CharField(max_length=1000)
    at = models.DateTimeField()
    said_at = models.DateTimeField()


class Event(models.Model):
    """A line of the journal: everything that was done in the room, so that the review can retell it."""

    number = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    actor = models.CharField(max_length=120)
    at = models.DateTimeField()
    done_at = models.DateTimeField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["kind", "number"], name="event_by_kind")]


class Truth(models.Model):
    """How the hidden city stood at the end of a step."""

    at = models.DateTimeField(primary_key=True)
    figures = models.JSONField()
    areas = models.JSONField()
    """Infections so far by community code."""


class Order(models.Model):
    """What was done to the hidden city, in order: replayed on a fresh city, it is the same city again."""

    number = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40)
    said = models.BinaryField()


class Keeping(models.Model):
    """What the autopilot had on its desk at the end of the last step."""

    singleton = models.BooleanField(primary_key=True, default=True)
    at = models.DateTimeField()
    seen = models.BigIntegerField(default=0)
    """The last fact there was."""
    taken = models.JSONField(default=list)
    """Numbers of late facts of people whose effect on the city is in it."""
    played = models.JSONField(default=list)
    """Offices that people played."""
    state = models.BinaryField()

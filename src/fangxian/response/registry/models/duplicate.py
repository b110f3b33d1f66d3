"""Persons who may be one, and persons who were found to be one."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.response.jurisdiction.models import AreaCodeField
from fangxian.response.registry.models.person import Person


class Duplicate(models.Model):
    """Two persons who may be one, waiting for somebody to say so; the answer is remembered.

    `area` is the narrowest area that holds both, so that who may judge the pair sees it. `first` has the lower id.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("to be decided")
        MERGED = "merged", _("the same person")
        DIFFERENT = "different", _("not the same person")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    first = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    area = AreaCodeField()
    score = models.PositiveSmallIntegerField()
    """How alike they are, 0 to 100."""
    reasons = models.JSONField(default=list)
    """What speaks for and against it: codes of :data:`fangxian.response.registry.likeness.REASONS`."""
    found_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_once_a_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="duplicate_in_order"),
        ]
        indexes = [models.Index(fields=["area", "state", "-score", "id"], name="duplicate_queue")]

    def __str__(self) -> str:
        return f"{self.first_id} = {self.second_id}? {self.score}"


class Merge(models.Model):
    """That one entry of a person was merged into another, with all that is needed to take it back.

    `moved` is the list of what was done to rows, in order; :mod:`fangxian.response.registry.moving` writes it and
    reads it backwards.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    merged = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    area = AreaCodeField(db_index=True)
    reason = models.CharField(max_length=300, blank=True)
    fact = models.UUIDField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=120, blank=True)
    moved = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.CharField(max_length=120, blank=True)
    undo_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["at"], name="merge_by_time")]

    def __str__(self) -> str:
        return f"{self.merged_id} → {self.kept_id}"

"""What the review of an exercise keeps. Behind the curtain until it is released; after that nobody changes it."""

from __future__ import annotations

import uuid

from django.db import models

from fangxian.response.jurisdiction.models import Post


class Review(models.Model):
    """The one review of a workspace.

    Attributes
    ----------
    data
        The evaluation, as :func:`fangxian.drill.evaluation.present.as_data` gives it.
    until
        The exercise's time up to which it was evaluated.
    made_at
        Real time.
    released_at
        Real time at which a controller signed it and opened it to everybody who took part.
    kept
        The whole report as it was signed: evaluation, questions, ratings, findings.
    """

    singleton = models.BooleanField(primary_key=True, default=True)
    id = models.UUIDField(default=uuid.uuid4, unique=True)
    data = models.JSONField()
    until = models.DateTimeField()
    made_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.ForeignKey(Post, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    signer = models.CharField(max_length=60, blank=True)
    kept = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(singleton=True), name="review_is_one_row")]


class Draft(models.Model):
    """A finding as evaluators have it now: what the figures proposed, changed by hand, or one of their own.

    Attributes
    ----------
    key
        Stable within the exercise: a finding that is proposed again is the same one.
    dropped
        Left out of the report; it can be taken back in.
    edited_at
        Real time of the last change by hand; a new evaluation replaces only what nobody changed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    key = models.CharField(max_length=120, unique=True)
    what_zh = models.CharField(max_length=600)
    what_en = models.CharField(max_length=900)
    rating = models.CharField(max_length=1)
    level = models.CharField(max_length=12, blank=True)
    role = models.CharField(max_length=40)
    due = models.DateField()
    retest = models.DateField()
    clause = models.CharField(max_length=80, blank=True)
    evidence = models.JSONField(default=list)
    dropped = models.BooleanField(default=False)
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

"""Offices answer for tasks; people act for offices by holding posts."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from fangxian.response.jurisdiction.models.fields import AreaCodeField
from fangxian.response.jurisdiction.models.subject import numbered


class Office(models.Model):
    """A body that can owe a task: a headquarters, a CDC, a street office, a quarantine site …

    Its `role` is the word that a pack's clause names as owner (``headquarters``, ``cdc``, ``hospital``,
    ``community`` …); its `level` is the level of its area.
    """

    area = AreaCodeField(db_index=True)
    level = models.CharField(max_length=12)
    role = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)
    superior = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="subordinates")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "role", "name"], name="office_named_once"),
        ]
        indexes = [models.Index(fields=["role", "area"])]

    def __str__(self) -> str:
        return self.name

    @property
    def subject(self) -> str:
        """Subject of the office's facts."""
        return numbered("office", self.pk)


class Post(models.Model):
    """A seat in an office, held by one user at a time, with the rights of its duty.

    `duty` is one of the keys of :data:`fangxian.response.jurisdiction.policies.DUTIES`.
    """

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="posts")
    duty = models.CharField(max_length=40)
    title = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="posts"
    )
    since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.office} · {self.title}"

    @property
    def area(self) -> str:
        """The area the post sees and acts in: its office's."""
        area: str = self.office.area
        return area

    @property
    def subject(self) -> str:
        """Subject of the post's facts."""
        return numbered("post", self.pk)

"""Filters that people keep for the lists they look at every day."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """A named filter of one list, of one user."""

    class Page(models.TextChoices):
        CASES = "cases"
        CONTACTS = "contacts"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=20, choices=Page.choices)
    name = models.CharField(max_length=60)
    query = models.JSONField()
    """Field → value, as in the address of the page."""

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="filter_named_once")]

    def __str__(self) -> str:
        return self.name

"""People who sign in."""

from __future__ import annotations

import hashlib

from django.contrib.auth.models import AbstractUser
from django.db import models

from fangxian.response.jurisdiction.models.subject import numbered


class User(AbstractUser):
    """A person with an account; what they may do follows from the posts they hold."""

    language = models.CharField(max_length=10, blank=True)
    """Chosen language; empty follows the browser."""

    current_post = models.ForeignKey(
        "jurisdiction.Post", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The post they act for now (a person with several posts chooses)."""

    @property
    def subject(self) -> str:
        """Subject of the account's facts."""
        return numbered("user", self.pk)


class ApiToken(models.Model):
    """A key for programs, acting for one post; only its hash is stored."""

    post = models.ForeignKey("jurisdiction.Post", on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    @staticmethod
    def digest_of(key: str) -> str:
        """What is stored of a key: its SHA-256 (keys are 256 random bits, so no salt is needed)."""
        return hashlib.sha256(key.encode()).hexdigest()

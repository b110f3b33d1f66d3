"""Keys for programs: how one is made, how a request carries it, and which post it stands for."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.db.models import Q
from django.http import HttpRequest

from fangxian.response.jurisdiction.models import ApiToken

PREFIX: Final = "fx_"
"""Begins every key, so that one is recognised where it should not be (in a log, in a repository)."""


def new_key() -> str:
    """A key of 256 random bits; it is shown once and only its digest is kept."""
    return PREFIX + secrets.token_urlsafe(32)


def sent(request: HttpRequest) -> str | None:
    """The key in ``Authorization: Bearer …`` of a request to the API; None where there is none."""
    if not request.path.startswith("/api/"):
        return None
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme.lower() == "bearer" else None


def holding(key: str, now: datetime) -> ApiToken | None:
    """The token of that key, if it is neither revoked nor past its time and its office is open."""
    return (
        ApiToken.objects.select_related("post__office")
        .filter(
            Q(expires_at=None) | Q(expires_at__gt=now),
            digest=ApiToken.digest_of(key),
            revoked_at=None,
            post__office__closed_at=None,
        )
        .first()
    )

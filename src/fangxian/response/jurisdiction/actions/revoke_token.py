"""Revoke a key."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fangxian.response.jurisdiction.actions.rules import require_manager
from fangxian.response.jurisdiction.models import ApiToken, Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def revoke_token(token: ApiToken, *, reason: str = "", by: Post | None = None) -> ApiToken:
    """Revoke a key; the holder of its post may, and whoever manages posts in its area. Twice is once.

    Raises
    ------
    NotAllowed
        `by` is another post that may not manage posts in the area.
    """
    held = ApiToken.objects.select_for_update(of=("self",)).select_related("post__office").get(pk=token.pk)
    if by is None or by.pk != held.post_id:
        require_manager(by, held.post.area)
    if held.revoked_at is None:
        record([revoke(held, clock.now(), reason)])
    return held


def revoke(token: ApiToken, now: datetime, reason: str) -> Entry:
    """Mark a key revoked and give the fact that says so; for commands that record more beside it."""
    token.revoked_at = now
    token.save(update_fields=["revoked_at"])
    said = {"token": token.name} | ({"reason": reason} if reason else {})
    post = token.post
    return Entry(kind="token.revoked", subject=post.subject, at=now, area=post.area, attributes=said)

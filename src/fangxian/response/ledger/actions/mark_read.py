"""Notices that were read."""

from __future__ import annotations

from collections.abc import Iterable

from fangxian.response.jurisdiction.models import User
from fangxian.response.ledger import clock
from fangxian.response.ledger.models import Notice


def mark_read(user: User, notices: Iterable[int] | None = None) -> int:
    """Mark a person's own notices as read (None: all of them); returns how many were not before."""
    unread = Notice.objects.filter(user=user, read_at=None)
    if notices is not None:
        unread = unread.filter(id__in=list(notices))
    return unread.update(read_at=clock.now())

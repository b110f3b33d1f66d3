"""A person's notices."""

from __future__ import annotations

from typing import Final

from fangxian.response.jurisdiction.models import User
from fangxian.response.ledger import clauses
from fangxian.response.ledger.models import Notice
from fangxian.response.ledger.notices import sentence

SHOWN: Final = 100
BADGE: Final = 99
"""Most that a badge counts."""


def of_user(user: User) -> list[Notice]:
    """A person's last notices, the newest first."""
    return list(Notice.objects.filter(user=user)[:SHOWN])


def unread(user: User) -> int:
    """How many notices a person has not read, counted up to :data:`BADGE` and one."""
    return Notice.objects.filter(user=user, read_at=None)[: BADGE + 1].count()


def text(notice: Notice) -> str:
    """A notice in words, in the reader's language."""
    return sentence(notice.kind, notice.params, clauses.clause)

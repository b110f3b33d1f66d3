"""Issue a key for programs that act for a post."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict, Invalid
from fangxian.response.jurisdiction import tokens
from fangxian.response.jurisdiction.actions.rules import check_text, require_manager
from fangxian.response.jurisdiction.models import ApiToken, Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record

LONGEST_DAYS: Final = 366
"""No key lives longer without being issued anew."""


@transaction.atomic
def issue_token(post: Post, *, name: str, days: int = 90, by: Post | None = None) -> tuple[ApiToken, str]:
    """Issue a key for a post; its holder may, and whoever manages posts in its area.

    Parameters
    ----------
    name : str
        What it is for; shown in lists.
    days : int
        How long it holds.

    Returns
    -------
    tuple of ApiToken, str
        The key itself stands in the second place and nowhere else; it cannot be shown again.

    Raises
    ------
    NotAllowed
        `by` is another post that may not manage posts in the area.
    Invalid
        The name is empty or too long, or the time is out of range.
    Conflict
        ``token.exists``: the post has a key of that name that holds.
    """
    if by is None or by.pk != post.pk:
        require_manager(by, post.area)
    name = check_text(name, 80, "name", needed=True)
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(
            "token.days",
            _("A key holds from 1 to %(longest)s days, not %(days)s."),
            field="days",
            days=days,
            longest=LONGEST_DAYS,
        )
    now = clock.now()
    if ApiToken.objects.filter(post=post, name=name, revoked_at=None, expires_at__gt=now).exists():
        raise Conflict(
            "token.exists",
            _("This post has a key “%(name)s” already."),
            remedy=_("Revoke it first, or choose another name."),
            field="name",
            name=name,
        )
    key = tokens.new_key()
    until = now + timedelta(days=days)
    token = ApiToken.objects.create(
        post=post, name=name, digest=ApiToken.digest_of(key), created_at=now, expires_at=until
    )
    said = {"token": name, "until": until}
    record([Entry(kind="token.issued", subject=post.subject, at=now, area=post.area, attributes=said)])
    return token, key

"""Take a user off a post."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.actions.revoke_token import revoke
from fangxian.response.jurisdiction.actions.rules import check_text, require_manager
from fangxian.response.jurisdiction.models import ApiToken, Post, User
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def vacate(post: Post, *, reason: str = "", by: Post | None = None) -> Post:
    """Make a post vacant and revoke its keys, for whoever leaves knows them.

    Raises
    ------
    NotAllowed
        `by` may not manage posts in the office's area.
    Conflict
        ``post.vacant``: nobody holds it.
    """
    held = Post.objects.select_for_update(of=("self",)).select_related("office", "holder").get(pk=post.pk)
    require_manager(by, held.area)
    if held.holder is None:
        raise Conflict("post.vacant", _("Nobody holds %(title)s."), title=held.title)
    reason = check_text(reason, 300, "reason")
    now = clock.now()
    said = {"holder": held.holder.subject} | ({"reason": reason} if reason else {})
    held.holder = None
    held.since = None
    held.save(update_fields=["holder", "since"])
    User.objects.filter(current_post=held).update(current_post=None)
    facts = [Entry(kind="post.vacated", subject=held.subject, at=now, area=held.area, attributes=said)]
    facts += [revoke(token, now, "vacated") for token in ApiToken.objects.filter(post=held, revoked_at=None)]
    record(facts)
    return held

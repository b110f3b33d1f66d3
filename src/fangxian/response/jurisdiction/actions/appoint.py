"""Appoint a user to a post."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.jurisdiction.actions.rules import require_manager
from fangxian.response.jurisdiction.models import Post, User
from fangxian.response.ledger import clock
from fangxian.response.ledger.entry import Entry
from fangxian.response.ledger.record import record


@transaction.atomic
def appoint(post: Post, user: User, *, by: Post | None = None) -> Post:
    """Let a user hold a vacant post; appointing its holder again changes nothing.

    Raises
    ------
    NotAllowed
        `by` may not manage posts in the office's area.
    Conflict
        ``post.held`` by somebody else, ``user.inactive``, or ``office.closed``.
    """
    held = Post.objects.select_for_update(of=("self",)).select_related("office", "holder").get(pk=post.pk)
    require_manager(by, held.area)
    if held.holder_id == user.pk:
        return held
    if held.holder is not None:
        raise Conflict(
            "post.held",
            _("%(title)s is held by %(holder)s."),
            remedy=_("Vacate the post first."),
            title=held.title,
            holder=held.holder.get_username(),
        )
    if not user.is_active:
        raise Conflict("user.inactive", _("The account %(username)s is closed."), username=user.get_username())
    if held.office.closed_at is not None:
        raise Conflict("office.closed", _("%(name)s is closed."), name=held.office.name)
    now = clock.now()
    held.holder = user
    held.since = now
    held.save(update_fields=["holder", "since"])
    if user.current_post_id is None:
        user.current_post = held
        user.save(update_fields=["current_post"])
    said = {"holder": user.subject, "duty": held.duty}
    record([Entry(kind="post.appointed", subject=held.subject, at=now, area=held.area, attributes=said)])
    return held

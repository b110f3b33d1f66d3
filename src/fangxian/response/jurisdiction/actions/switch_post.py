"""Act for another of one's posts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotFound
from fangxian.response.jurisdiction.models import Post, User
from fangxian.response.jurisdiction.queries import posts_of


def switch_post(user: User, number: int) -> Post:
    """Make one of the posts that a user holds the one they act for.

    No fact is recorded: nothing happened to anybody, and every fact names the post it was recorded from.

    Raises
    ------
    NotFound
        ``post.unknown``: the user holds no such post.
    """
    post = posts_of(user).filter(pk=number).first()
    if post is None:
        raise NotFound(
            "post.unknown",
            _("You hold no such post."),
            remedy=_("Choose one of your posts on the page “My account”."),
        )
    user.current_post = post
    user.save(update_fields=["current_post"])
    return post

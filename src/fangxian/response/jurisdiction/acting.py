"""Whom a request acts for, and which command it is."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fangxian.errors import NotAllowed
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require


def acting_post(request: HttpRequest, right: str = "") -> Post:
    """The post that the request acts for, if it has the right, where one is named, in its own area.

    Raises
    ------
    NotAllowed
        ``post.none``: there is no post; ``post.right``: it has not the right.
    """
    post: Post | None = getattr(request, "post", None)
    if post is None:
        raise NotAllowed(
            "post.none",
            _("Your account holds no post, so nothing is visible to it."),
            remedy=_("Ask the administrator of your area to appoint you."),
        )
    if right:
        require(post, right, post.area)
    return post


def request_id(request: HttpRequest) -> UUID:
    """The id that a form was given when it was shown: sending it twice records once."""
    try:
        return UUID(request.POST.get("request_id", ""))
    except ValueError:
        return uuid4()

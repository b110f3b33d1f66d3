"""Who may ask for a search, who signs it, who judges its hits."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.casework.policies import require_in
from fangxian.response.companions.models import Search
from fangxian.response.jurisdiction.models import Post

__all__ = ["ASK", "JUDGE", "READ", "SIGN", "asked_it", "require_in", "require_signer"]

READ: Final = "case.read"
ASK: Final = "companion.search"
SIGN: Final = "companion.sign"
JUDGE: Final = "case.write"


def asked_it(post: Post, search: Search) -> bool:
    """Whether the search was asked for by this post, or by the same person in another."""
    requester = search.requester
    if requester is None:
        return False
    return post.pk == requester.pk or (post.holder_id is not None and post.holder_id == requester.holder_id)


def require_signer(post: Post | None, search: Search) -> None:
    """Raise unless the post may sign the search, and is another one than asked for it.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    Conflict
        ``search.own_signature``: nobody signs what they asked for themselves.
    """
    require_in(post, SIGN, search.area)
    if post is not None and asked_it(post, search):
        raise Conflict(
            "search.own_signature",
            _("Nobody signs a search that they asked for themselves."),
            remedy=_("Let another post with the right sign."),
        )

"""Who may record and read cases and contacts."""

from __future__ import annotations

from collections.abc import Iterable

from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may, require


def require_either(post: Post | None, right: str, areas: Iterable[str]) -> None:
    """Raise unless the post has the right in at least one of the areas; the system (None) always has it.

    Two areas answer for an exposure, the source's and the exposed person's: the tracer of either may record
    it, so that nobody has to wait for another district.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    if post is None:
        return
    wanted = list(areas)
    if not any(may(post, right, area) for area in wanted):
        require(post, right, wanted[0] if wanted else None)


def require_in(post: Post | None, right: str, area: str) -> None:
    """Raise unless the post has the right in the area; the system (None) always has it.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    if post is not None:
        require(post, right, area)

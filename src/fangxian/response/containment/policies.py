"""Who may see zones, and who may sign them in and out."""

from __future__ import annotations

from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import require

READ = "zone.read"
SIGN = "zone.sign"
REPORT = "case.write"


def require_signer(post: Post | None, area: str) -> None:
    """Raise unless the post may sign zones in the area; the system (None) always may.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    if post is not None:
        require(post, SIGN, area)


def require_reporter(post: Post | None, area: str) -> None:
    """Raise unless the post may record infections in the area; the system (None) always may.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    if post is not None:
        require(post, REPORT, area)

"""Who may see zones, propose them, work inside them, and sign them in and out."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_in
from fangxian.response.jurisdiction.models import Post

READ: Final = "zone.read"
SIGN: Final = "zone.sign"
REPORT: Final = "case.write"
"""Propose, comment, work inside a zone, disinfect: what a tracer, a street and a community record."""


def require_signer(post: Post | None, area: str) -> None:
    """Raise unless the post may sign zones in the area; the system (None) always may.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    require_in(post, SIGN, area)


def require_reporter(post: Post | None, area: str) -> None:
    """Raise unless the post may record in the area; the system (None) always may.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    require_in(post, REPORT, area)

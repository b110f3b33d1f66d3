"""Who may do what in transfer; the rights stand in :mod:`fangxian.response.jurisdiction.policies`."""

from __future__ import annotations

from typing import Final

from fangxian.response.casework.policies import require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may
from fangxian.response.transfer.models import Ride

__all__ = ["ASK", "DRIVE", "PLAN", "READ", "is_crew", "require_crew", "require_in"]

READ: Final = "transfer.read"
ASK: Final = "transfer.request"
PLAN: Final = "transfer.plan"
DRIVE: Final = "transfer.drive"


def is_crew(post: Post | None, ride: Ride) -> bool:
    """Whether a post may act for a ride: the vehicle's own, or any that may drive there where it has none."""
    if not may(post, DRIVE, ride.area):
        return False
    own = ride.vehicle.post_id
    return own is None or (post is not None and (post.pk == own or may(post, PLAN, ride.area)))


def require_crew(post: Post | None, ride: Ride) -> None:
    """Raise unless the post may act for the ride; the system (None) always may.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    if post is not None and not is_crew(post, ride):
        require_in(post, DRIVE if not may(post, DRIVE, ride.area) else PLAN, ride.area)

"""Who may see and change the review: the rights of the control room."""

from __future__ import annotations

from fangxian.drill.room.models import Room
from fangxian.drill.room.policies import CONTROL, EVALUATE
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may


def may_change(post: Post, room: Room) -> bool:
    """Whether a post may change findings before the report is signed."""
    return may(post, EVALUATE, room.area)


def may_release(post: Post, room: Room) -> bool:
    """Whether a post may sign and release the report."""
    return may(post, CONTROL, room.area)

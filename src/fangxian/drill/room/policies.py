"""Who may do what in a control room; the rights stand in :mod:`fangxian.response.jurisdiction.policies`.

Whoever holds any other post takes part: sees the messages, questions and tasks of its own office, and nothing else.
"""

from __future__ import annotations

from typing import Final

from fangxian.drill.room.models import Room
from fangxian.response.casework.policies import require_in
from fangxian.response.jurisdiction.models import Post
from fangxian.response.jurisdiction.policies import may

CONTROL: Final = "drill.control"
EVALUATE: Final = "drill.evaluate"

__all__ = ["CONTROL", "EVALUATE", "behind_the_curtain", "require_in_room"]


def require_in_room(by: Post | None, right: str, room: Room) -> None:
    """Raise unless the post has the right over the area of the exercise; the system (None) has it.

    Raises
    ------
    NotAllowed
        Code ``post.right``.
    """
    require_in(by, right, room.area)


def behind_the_curtain(post: Post | None) -> bool:
    """Whether the post is a controller's or an evaluator's."""
    return may(post, EVALUATE)

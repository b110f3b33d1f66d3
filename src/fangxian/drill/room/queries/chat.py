"""The chat log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Remark, Room
from fangxian.drill.room.policies import behind_the_curtain
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.language import either

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Line:
    """A remark as it is shown."""

    number: int
    who: str
    text: str
    at: datetime
    control: bool
    mine: bool


def chat(room: Room, post: Post, limit: int = SHOWN) -> list[Line]:
    """The latest remarks that a post may read, the oldest of them first.

    In a double-blind exercise participants see no name of a controller or an evaluator.
    """
    inside = behind_the_curtain(post)
    if inside:
        with curtain.lifted():
            rows = _latest(limit)
    else:
        rows = _latest(limit)
    return [_line(row, post, room.double_blind and not inside) for row in reversed(rows)]


def _latest(limit: int) -> list[Remark]:
    with access.everywhere():
        return list(Remark.objects.select_related("post__office").order_by("-number")[:limit])


def _line(row: Remark, post: Post, blind: bool) -> Line:
    from_control = behind_the_curtain(row.post)
    if blind and from_control:
        who = _("Exercise control")
    else:
        who = f"{either(row.post.title, row.post.title_en)} · {row.name}"
    return Line(row.number, who, row.text, row.said_at, row.channel == Remark.Channel.CONTROL, row.post_id == post.pk)

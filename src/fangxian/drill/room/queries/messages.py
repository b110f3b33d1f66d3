"""Messages of an office."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Inject, Message, Room
from fangxian.response.casework.ids import derived
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.language import either

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it is shown; `inject` names where it came from unless the exercise is double-blind."""

    message: Message
    sender: str
    text: str
    inject: str


def of_office(room: Room, post: Post) -> list[Told]:
    """Messages of a post's office: those not acknowledged first, then the latest."""
    rows = list(Message.objects.filter(office=post.office_id).order_by("-at", "id")[:SHOWN])
    keys: Mapping[object, str] = {} if room.double_blind else _keys(post)
    told = [
        Told(row, either(row.sender_zh, row.sender_en), either(row.text_zh, row.text_en), keys.get(row.id, ""))
        for row in rows
    ]
    return sorted(told, key=lambda one: one.message.acknowledged_at is not None)


def _keys(post: Post) -> dict[object, str]:
    """The injects behind an office's messages; only what was delivered."""
    with curtain.lifted():
        done = Inject.objects.filter(state=Inject.State.DELIVERED).values_list("id", "key")
        return {derived(id_, post.office_id): key for id_, key in done}

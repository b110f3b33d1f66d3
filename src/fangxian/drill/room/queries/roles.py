"""Role cards: what somebody who plays gets into the hand."""

from __future__ import annotations

from dataclasses import dataclass

from fangxian.drill.room.models import Room
from fangxian.drill.room.queries.offices import addressees_of
from fangxian.drill.room.queries.standing import script
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.language import say


@dataclass(frozen=True, slots=True)
class Card:
    """A role card in the reader's language."""

    title: str
    brief: str
    knows: str


def card_of(room: Room, post: Post) -> Card | None:
    """The card of a post: the one that bears its title, else the one for its office, if the scenario has any."""
    roles = script()[1].roles
    offices = addressees_of([[one.to.model_dump()] for one in roles], room.area)
    cards = [one for one, to in zip(roles, offices, strict=True) if post.office_id in to]
    if not cards:
        return None
    own = next((one for one in cards if one.title.zh == post.title), cards[0])
    return Card(say(own.title), say(own.brief), say(own.knows))

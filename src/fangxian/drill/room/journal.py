"""The journal of a room: what was done, by whom, at which moment of the exercise and of the day."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Event, Room
from fangxian.drill.room.wall import wall
from fangxian.response.ledger import clock, context

HEARD: Final = ("clock.", "room.", "seat.", "inject.delivered", "question.asked", "interview.told", "fault.")
"""Kinds of line, by how they begin, after which the pages of participants have something new to show."""


def note(kind: str, /, **details: Any) -> None:
    """Write a line, and let the pages that would show it know."""
    with curtain.lifted():
        Event.objects.create(kind=kind, actor=context.actor(), at=clock.now(), done_at=wall(), details=details)
    if kind.startswith(HEARD):
        Room.objects.update(version=F("version") + 1)

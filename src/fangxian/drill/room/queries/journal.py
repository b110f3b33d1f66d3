"""The journal in words: what was done, by whom, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fangxian.drill.room import curtain
from fangxian.drill.room.models import Event, Fault, Room
from fangxian.drill.room.queries.offices import office_names_of
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger import clock
from fangxian.response.ledger.language import either

KINDS: Final[Mapping[str, Any]] = {
    "room.opened": _("The room was opened"), "room.resumed": _("The exercise goes on"),
    "room.stopped": _("The exercise was stopped"), "room.ended": _("The exercise ended"),
    "clock.run": _("Run on"), "clock.pause": _("Paused"), "clock.step": _("One step"),
    "clock.speed": _("Another speed"), "clock.jump": _("On to the next inject"),
    "seat.taken": _("A post was taken over"), "seat.handed_back": _("A post was handed back"),
    "inject.delivered": _("An inject was delivered"), "inject.withdrawn": _("An inject was withdrawn"),
    "inject.back": _("An inject was put back into the list"), "inject.written": _("An inject was written"),
    "message.acknowledged": _("A message was acknowledged"), "fault.ended": _("A failure was mended"),
    "question.asked": _("A question was put"), "question.answered": _("A question was answered"),
    "question.scored": _("An answer was scored"), "interview.told": _("A case was heard"),
    "observation.made": _("An evaluator noted something"), "review.made": _("The exercise was evaluated"),
    "review.released": _("The report was released"), "finding.proposed": _("Findings were proposed"),
    "finding.changed": _("A finding was changed"), "finding.added": _("A finding was added"),
    "finding.dropped": _("A finding was left out"), "finding.taken_back": _("A finding was taken in again"),
}  # fmt: skip
"""Kinds of line, as :func:`fangxian.drill.room.journal.note` is given them."""

NAMES: Final[Mapping[str, Any]] = {
    "scenario": _("Scenario"), "version": _("Version"), "digest": _("Digest"), "seed": _("Seed"),
    "question": _("Question"), "number": _("Number"), "office": _("Office"), "offices": _("Offices"),
    "drawn": _("drawn by chance"), "late": _("late"), "points": _("Points"), "post": _("Post"), "by": _("By"),
    "fault": _("Failure"), "kind": _("Failure"), "reason": _("Reason"), "text": _("Text"), "check": _("Critical task"),
    "rating": _("Rating"), "inject": _("Inject"), "message": _("Message"), "case": _("Case"),
    "met": _("Contacts"), "stays": _("Stays"), "speed": _("Speed"), "until": _("Until"),
    "finding": _("Finding"), "count": _("Number"), "signer": _("Signed by"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal."""

    at: datetime
    done_at: datetime
    title: str
    actor: str
    details: tuple[tuple[str, str], ...]


def journal(most: int) -> list[Line]:
    """The latest lines, the last one first."""
    with curtain.lifted(), access.everywhere():
        events = list(Event.objects.order_by("-number")[:most])
        offices = office_names_of(_numbers(events, "office") | _numbers(events, "offices"))
        rows = Post.objects.filter(pk__in=_numbers(events, "post") | _numbers(events, "by"))
        posts = {row.pk: either(row.title, row.title_en) for row in rows}
    return [
        Line(
            one.at, one.done_at, str(KINDS.get(one.kind, one.kind)), one.actor,
            tuple(_details(one.details, offices, posts)),
        )
        for one in events
    ]  # fmt: skip


def _numbers(events: Sequence[Event], name: str) -> set[int]:
    found: set[int] = set()
    for one in events:
        said = one.details.get(name)
        found |= {said} if isinstance(said, int) else set(said or ())
    return found


def _details(
    details: Mapping[str, Any], offices: Mapping[int, str], posts: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    words = {**dict(Fault.Kind.choices), **dict(Room.Reason.choices)}
    for name, value in details.items():
        if not value:
            continue
        if value is True:
            said = "✓"
        elif name in ("office", "offices"):
            said = ", ".join(offices.get(one, str(one)) for one in ([value] if isinstance(value, int) else value))
        elif name == "until":
            said = f"{datetime.fromisoformat(value).astimezone(clock.zone()):%Y-%m-%d %H:%M}"
        elif name in ("post", "by"):
            said = posts.get(value, str(value))
        else:
            said = str(words.get(value, value))
        yield str(NAMES.get(name, name)), said

"""Questions asked on the spot: for whoever answers, and for whoever scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from fangxian.drill.room.models import Asked
from fangxian.drill.room.queries.offices import office_names_of
from fangxian.drill.room.queries.standing import script
from fangxian.drill.room.wall import wall
from fangxian.response.jurisdiction.models import Post
from fangxian.response.ledger.language import either, say


@dataclass(frozen=True, slots=True)
class Open:
    """A question as the office sees it: no reference answer, no score."""

    asked: Asked
    text: str
    open: bool

    @property
    def closes_at(self) -> datetime:
        """Real time at which the timer ends."""
        return self.asked.closes_at


def of_office(post: Post) -> list[Open]:
    """Questions put to a post's office, the latest first."""
    rows = Asked.objects.filter(office=post.office_id).order_by("-number")[:20]
    return [Open(row, either(row.text_zh, row.text_en), row.answered_at is None) for row in rows]


@dataclass(frozen=True, slots=True)
class Scored:
    """A question with its reference answer; only for those behind the curtain."""

    asked: Asked
    office: str
    text: str
    reference: str
    cite: str
    clause: str

    @property
    def late(self) -> bool:
        """Whether the answer came after the timer, or has not come by then."""
        return (self.asked.answered_at or wall()) > self.asked.closes_at

    @property
    def waiting(self) -> bool:
        """Whether a score is still owed: it was answered, or its time is up."""
        return self.asked.score is None and (self.asked.answered_at is not None or self.late)


def scored() -> list[Scored]:
    """Every question asked, those that wait for a score first, then the latest."""
    bank = script()[1].question_of
    rows = list(Asked.objects.order_by("-number"))
    names = office_names_of(row.office_id for row in rows)
    found = []
    for row in rows:
        known = bank.get(row.key)
        found.append(
            Scored(
                row, names.get(row.office_id, ""), either(row.text_zh, row.text_en),
                say(known.answer) if known else "", known.cite if known else "", (known.clause or "") if known else "",
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: not one.waiting)


def left() -> tuple[int, int]:
    """Questions not asked yet, and all there are."""
    bank = {one.id for one in script()[1].questions}
    return len(bank - set(Asked.objects.values_list("key", flat=True))), len(bank)


def bank() -> list[tuple[str, str]]:
    """Id and text of every question, to choose one."""
    return [("", _("draw one at random")), *((one.id, f"{one.id} · {say(one.text)}") for one in script()[1].questions)]

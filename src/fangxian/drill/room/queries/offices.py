"""Which offices an inject or a question is for, and who sits there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fangxian.drill.room.models import Seat
from fangxian.response.jurisdiction import access
from fangxian.response.jurisdiction.models import Office, Post
from fangxian.response.jurisdiction.owners import resolve_many
from fangxian.response.ledger.language import either


def addressees(to: Iterable[Mapping[str, Any]], area: str) -> list[int]:
    """The offices meant, each once, in the order named; `area` is where the exercise begins."""
    return addressees_of([list(to)], area)[0]


def addressees_of(many: Sequence[Iterable[Mapping[str, Any]]], area: str) -> list[list[int]]:
    """:func:`addressees` of many at once."""
    wanted = [[(one["level"], one["role"], one.get("area") or area) for one in to] for to in many]
    found = resolve_many(key for keys in wanted for key in keys)
    return [list(dict.fromkeys(found[key] for key in keys if key in found)) for keys in wanted]


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A post that somebody holds, and who plays it."""

    post: Post
    office: str
    title: str
    holder: str
    seat: Seat | None
    """None where the autopilot answers."""


def seats() -> list[SeatLine]:
    """Every post that somebody holds, but for those of controllers and evaluators; those played by people first."""
    taken = {one.post_id: one for one in Seat.objects.filter(handed_back_at=None)}
    with access.everywhere():
        posts = (
            Post.objects.filter(holder__is_active=True)
            .exclude(duty__in=("controller", "evaluator", "administrator"))
            .select_related("office", "holder")
            .order_by("office__area", "office__role", "id")
        )
        lines = [
            SeatLine(
                post, either(post.office.name, post.office.name_en), either(post.title, post.title_en),
                post.holder.get_username() if post.holder else "", taken.get(post.pk),
            )
            for post in posts
        ]  # fmt: skip
    return sorted(lines, key=lambda line: line.seat is None)


def played() -> frozenset[int]:
    """Offices that people have taken over: the autopilot leaves their tasks alone."""
    return frozenset(Seat.objects.filter(handed_back_at=None).values_list("office", flat=True))


def office_names_of(numbers: Iterable[int]) -> dict[int, str]:
    """Names of offices in the reader's language, wherever they lie."""
    with access.everywhere():
        rows = Office.objects.filter(id__in=set(numbers))
        return {row.pk: either(row.name, row.name_en) for row in rows}

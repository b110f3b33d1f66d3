"""Stays at home when two entries of a person become one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from fangxian.errors import Conflict
from fangxian.response.home.models import HomeStay
from fangxian.response.ledger.entry import Entry
from fangxian.response.quarantine.models import Stay
from fangxian.response.registry.models import Person

_Span = tuple[datetime, datetime | None]


def refuse(kept: Person, merged: Person) -> None:
    """Raise where the two were in two places at one time: then they are two, or one of the stays is wrong.

    Raises
    ------
    Conflict
        ``person.two_homes``.
    """
    for one, other in ((kept, merged), (merged, kept)):
        homes = _spans(HomeStay.objects.filter(person=one), "began_at", "ended_at")
        places = _spans(HomeStay.objects.filter(person=other), "began_at", "ended_at")
        places += _spans(Stay.objects.filter(person=other), "admitted_at", "left_at")
        if any(_cross(home, place) for home in homes for place in places):
            raise Conflict(
                "person.two_homes",
                _("They were in two places at one time, at home in one of them."),
                remedy=_("Correct the stay that is wrong; whoever is in two places is two people."),
            )


def _spans(rows: Iterable[Model], begin: str, end: str) -> list[_Span]:
    return [(getattr(row, begin), getattr(row, end)) for row in rows]


def _cross(one: _Span, other: _Span) -> bool:
    """Whether two spans share a moment; one of no length shares none."""
    begun = (one[1] is None or other[0] < one[1]) and (other[1] is None or one[0] < other[1])
    return begun and one[0] != one[1] and other[0] != other[1]


def derived(kept: Person, merged: Person) -> Iterable[Model]:
    """Nothing of a stay follows from other rows."""
    return ()


def unfit(kept: Person, merged: Person) -> Iterable[Model]:
    """No stay becomes impossible that :func:`refuse` lets through."""
    return ()


def join(row: Model, twin: Model) -> None:
    """Two stays are never one."""


def settle(kept: Person, merge: UUID) -> Iterable[Entry]:
    """Nothing follows from a merge here."""
    return ()

"""Group commit: batches that wait while another is written are stored together, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.db import connection

from fangxian.response.testing.lane.reading import Parcel
from fangxian.response.testing.lane.replies import GONE
from fangxian.response.testing.lane.seats import Seat
from fangxian.response.testing.lane.storing import Outcome, store_together
from fangxian.response.testing.lane.turns import Turns

MOST_PEOPLE: Final = 2000
"""What one transaction takes along, beside its first batch."""


class Sent(NamedTuple):
    """A batch, the seat of its device, and when it came."""

    parcel: Parcel
    seat: Seat
    now: datetime


def turns() -> Turns[Sent, Outcome]:
    """Turns at writing: a batch is stored, perhaps together with others, and answered once it is committed.

    Asking raises `psycopg.Error` or `django.db.Error` where the database is not to be had: nothing was stored.
    """
    return Turns(_write, _go_along)


def _go_along(waiting: Sequence[Sent]) -> Iterator[bool]:
    """Batches of the first one's round that share nothing, as many as one transaction holds."""
    first = waiting[0]
    alone, people = bool(first.parcel.voids), 0
    ids, tubes = set(first.parcel.ids), first.parcel.codes()
    yield True
    for one in waiting[1:]:
        codes, many = one.parcel.codes(), people + len(one.parcel.people)
        goes = (
            not (alone or one.parcel.voids or many > MOST_PEOPLE)
            and one.seat.serial == first.seat.serial
            and ids.isdisjoint(one.parcel.ids)
            and tubes.isdisjoint(codes)
        )
        if goes:
            people = many
            ids.update(one.parcel.ids)
            tubes.update(codes)
        yield goes


def _write(group: list[Sent]) -> Sequence[Outcome]:
    try:
        return store_together([(one.parcel, one.seat) for one in group], group[0].now)
    except GONE:
        connection.close()  # the next group finds one that stands
        raise

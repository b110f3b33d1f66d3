"""Group commit: batches that wait while another is written are stored together, in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from fangxian.response.testing.lane.reading import Parcel
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

    Asking raises `psycopg.OperationalError` as :func:`~fangxian.response.testing.lane.storing.store` does.
    """
    return Turns(_write, _goes_along)


def _goes_along(one: Sent, group: list[Sent]) -> bool:
    """Batches of one round that share nothing, as many as one transaction holds."""
    people = sum(len(held.parcel.people) for held in group[1:]) + len(one.parcel.people)
    same = one.seat.serial == group[0].seat.serial
    return same and people <= MOST_PEOPLE and all(one.parcel.apart_from(held.parcel) for held in group)


def _write(group: list[Sent]) -> Sequence[Outcome]:
    return store_together([(one.parcel, one.seat) for one in group], group[0].now)

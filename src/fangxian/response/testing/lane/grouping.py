"""Group commit: batches that wait while another is written are stored together, in one transaction.

Whoever comes to the turn first takes along what waits behind; the others find their answer there when their turn comes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fangxian.response.testing.lane.reading import Parcel
from fangxian.response.testing.lane.seats import Seat
from fangxian.response.testing.lane.storing import Outcome, store_together

MOST_PEOPLE: Final = 2000
"""What one transaction takes along, beside its first batch."""


@dataclass(slots=True, eq=False)
class _Ticket:
    parcel: Parcel
    seat: Seat
    outcome: Outcome | None = None
    error: BaseException | None = None


class Turns:
    """Whose turn it is to write, and who waits; one of a process, so that reading and writing overlap."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._lock = threading.Lock()
        self._waiting: list[_Ticket] = []

    def store(self, parcel: Parcel, seat: Seat, now: datetime) -> Outcome:
        """Store a batch, perhaps together with others; returns once it is committed.

        Raises
        ------
        psycopg.OperationalError
            As :func:`~fangxian.response.testing.lane.storing.store`.
        """
        ticket = _Ticket(parcel, seat)
        with self._lock:
            self._waiting.append(ticket)
        with self._turn:
            if ticket.outcome is None and ticket.error is None:
                _write(self._group(ticket), now)
        if ticket.outcome is None:
            assert ticket.error is not None
            raise ticket.error
        return ticket.outcome

    def _group(self, first: _Ticket) -> list[_Ticket]:
        """The ticket, and of those who wait as many as can be stored with it."""
        group, people = [first], 0
        with self._lock:
            self._waiting.remove(first)
            for one in list(self._waiting):
                people += len(one.parcel.people)
                if people > MOST_PEOPLE:
                    break
                if one.seat.serial == first.seat.serial and all(one.parcel.apart_from(held.parcel) for held in group):
                    group.append(one)
                    self._waiting.remove(one)
        return group


def _write(group: list[_Ticket], now: datetime) -> None:
    try:
        outcomes = store_together([(one.parcel, one.seat) for one in group], now)
    except BaseException as error:
        for one in group:
            one.error = error
        return
    for one, outcome in zip(group, outcomes, strict=True):
        one.outcome = outcome
